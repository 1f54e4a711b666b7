"""The pages, the API and the command of imports: rights, refusals, and the user's own workbook back."""

import io
import json
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from core.database import db
from inventory.models import Batch
from operations import queries_imports
from operations.models import ImportRun
from tests.core.workbook_files import xls
from tests.operations.import_files import commit, incoming, needs, outgoing, upload

MASKS = ["甲公司", "医用外科口罩", "2000个/箱", "箱", 10]


def posted(client, world, content=None, **form):
    data = {
        "file": (io.BytesIO(content or incoming(MASKS)), "notice.xlsx"),
        "kind": "incoming",
        "site_id": str(world.sites["county"]),
        **form,
    }
    return client.post("/imports", data=data, content_type="multipart/form-data")


def test_a_file_is_previewed_then_recorded_on_the_pages(world):
    client = world.client("manager")

    page = client.get(posted(client, world).headers["Location"])
    assert page.status_code == 200
    assert "医用外科口罩" in page.text
    assert db.session.scalar(select(func.count()).select_from(Batch)) == 0

    answer = client.post(f"{page.request.path}/commit", data={"create_missing": "1", "idempotency_key": "k"})
    assert answer.status_code == 302
    assert db.session.scalar(select(func.count()).select_from(Batch)) == 1


@pytest.mark.parametrize("path", ["", "/columns", "/new-names", "/alike", "/waiting", "/workbook"])
def test_an_import_of_another_township_is_not_found(world, path):
    run_id = upload(world, "incoming", incoming(MASKS), site="nantian")

    assert world.client("manager").get(f"/imports/{run_id}{path}").status_code == 200
    assert world.client("staff_daxue").get(f"/imports/{run_id}{path}").status_code == 404


@pytest.mark.parametrize("who", ["recipient", "auditor", "admin"])
def test_only_who_may_import_opens_the_pages(world, who):
    assert world.client(who).get("/imports").status_code == 403


def test_staff_cannot_import_into_another_township(world):
    answer = posted(world.client("staff_daxue"), world, site_id=str(world.sites["nantian"]))

    assert answer.status_code == 404
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_a_file_that_is_no_spreadsheet_is_refused_with_a_reason(world):
    answer = posted(world.client("manager"), world, b"%PDF-1.7 no table here")

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text


def test_no_file_at_all_is_explained(world):
    answer = world.client("manager").post("/imports", data={"kind": "incoming", "site_id": str(world.sites["county"])})

    assert answer.status_code == 422


def test_a_file_name_is_shown_as_text_and_never_becomes_a_path(world):
    run_id = upload(world, "incoming", incoming(MASKS), name="../<b>ü</b>.xlsx")

    page = world.client("manager").get(f"/imports/{run_id}")
    download = world.client("manager").get(f"/imports/{run_id}/workbook")
    assert "<b>ü</b>" not in page.text
    assert re.search(r"filename=\"?\.\._", download.headers["Content-Disposition"]) is None
    assert "/" not in download.headers["Content-Disposition"].split("filename", 1)[1].split(";")[0]


def test_the_workbook_comes_back_with_a_status_beside_each_row(world):
    run_id = upload(world, "incoming", incoming(MASKS, ["甲公司", "大米", "", "kg", -1]), create_missing=True)
    commit(world, run_id)

    data = world.client("manager").get(f"/imports/{run_id}/workbook").data
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[2][1:6] == ("医用外科口罩", "2000个/箱", "箱", 10, "recorded")
    assert rows[3][5] == "waiting"
    assert "less than zero" in rows[3][6]


OLD = [["接收物资 2026年11月2日"], ["捐赠单位", "品名", "单位", "数量"], ["甲公司", "医用外科口罩", "个", 10]]


def test_an_old_workbook_comes_back_as_a_new_one_with_its_values_merged_cells_and_verdicts(world):
    content = xls([*OLD, [None, "天降之物", "个", "三"]], [(0, 0, 0, 3), (2, 3, 0, 0)])
    run_id = upload(world, "incoming", content, name="旧表.xls", create_missing=True)
    commit(world, run_id)

    answer = world.client("manager").get(f"/imports/{run_id}/workbook")
    sheet = load_workbook(io.BytesIO(answer.data)).active

    assert answer.headers["Content-Disposition"].endswith("_checked.xlsx")
    assert [[sheet.cell(row, column).value for column in range(1, 5)] for row in (2, 3)] == OLD[1:]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:D1", "A3:A4"]
    assert [sheet.cell(2, column).value for column in (5, 6)] == ["Import status", "Reason"]
    assert [sheet.cell(row, 5).value for row in (3, 4)] == ["recorded", "waiting"]
    assert sheet.cell(4, 6).value


def test_the_page_of_an_old_workbook_says_in_which_format_it_comes_back(world):
    said = "comes as .xlsx: remarks cannot be written into the old .xls format"
    pages = [
        world.client("manager").get(f"/imports/{upload(world, 'incoming', content, name=name)}").text
        for content, name in ((xls(OLD, [(0, 0, 0, 3)]), "旧表.xls"), (incoming(MASKS), "新表.xlsx"))
    ]

    assert [said in page for page in pages] == [True, False]


@pytest.mark.parametrize("path", ["/imports/{}/workbook", "/api/v1/imports/{}/workbook"])
def test_a_csv_comes_back_as_csv_with_its_mark(world, path):
    text = "需求单位,物资名称,数量,单位\r\n=县医院,口罩,3,个\r\n"
    run_id = upload(world, "requests", text.encode("utf-8-sig"), name="需求.csv", area="330328")

    answer = world.client("manager").get(path.format(run_id))

    assert answer.mimetype == "text/csv" and answer.headers["Content-Disposition"].endswith("_checked.csv")
    lines = answer.data.decode("utf-8").splitlines()
    assert lines[0] == "\ufeff需求单位,物资名称,数量,单位,Import status,Reason"
    assert lines[1].startswith("'=县医院,口罩,3,个,") and "县医院" in lines[1]


def test_columns_are_corrected_on_the_page(world):
    run_id = upload(world, "incoming", incoming(["医用外科口罩", "甲公司", "", "个", 5]))
    client = world.client("manager")
    columns = {"column_item": "A", "column_donor": "B", "column_unit": "D", "column_quantity": "E"}

    answer = client.post(f"/imports/{run_id}/columns", data={"header_row": "2", **columns})

    assert answer.status_code == 302
    assert queries_imports.reading_of(queries_imports.rows(run_id)[0]).item == "医用外科口罩"


def test_a_wrong_column_is_explained(world):
    run_id = upload(world, "incoming", incoming(MASKS))

    answer = world.client("manager").post(f"/imports/{run_id}/columns", data={"header_row": "2", "column_item": "7?"})

    assert answer.status_code == 422


def test_new_names_are_decided_on_the_page(world):
    run_id = upload(world, "incoming", incoming(["王伟", "护目镜", "", "箱", 5]))
    form = {
        "items-0-key": "护目镜",
        "items-0-base_unit": "副",
        "items-0-category": "protective",
        "donors-0-key": "王伟",
        "donors-0-kind": "organisation",
    }

    assert world.client("manager").post(f"/imports/{run_id}/new-names", data=form).status_code == 302

    options = json.loads(db.session.scalar(select(ImportRun.options)))
    assert (options["items"]["护目镜"]["base_unit"], options["donors"]["王伟"]) == ("副", "organisation")


def test_waiting_goods_are_settled_on_their_page(world):
    world.batch(quantity=100)
    run_id = upload(world, "outgoing", outgoing(["Nantian store", "外科罩", "", "个", 10]))
    commit(world, run_id)
    client = world.client("manager")
    link = re.search(r"/imports/\d+/rows/\d+/settle", client.get(f"/imports/{run_id}/waiting").text)[0]

    assert "外科罩" in client.get(link).text
    answer = client.post(link, data={"how": "match", "item_id": str(world.items["mask"]), "idempotency_key": "k"})

    assert answer.status_code == 302
    assert queries_imports.states(run_id) == {"done": 1}


def test_the_api_uploads_corrects_commits_and_settles(world):
    client, headers = world.client(), world.token("manager")
    world.batch(quantity=100)
    file = (io.BytesIO(outgoing(["Nantian store", "外科罩", "", "个", 10])), "out.xlsx")
    query = {"kind": "outgoing", "site_id": str(world.sites["county"])}
    made = client.post("/api/v1/imports", query_string=query, data={"file": file}, headers=headers)
    url = f"/api/v1/imports/{made.json['id']}"
    keyed = {**headers, "Idempotency-Key": "a"}

    assert (made.status_code, made.json["matches"]) == (201, {"name_and_unit": 0, "name_only": 0, "neither": 1})
    assert client.put(f"{url}/mapping", json={"day": "2026-11-05"}, headers=headers).status_code == 200
    assert client.post(f"{url}/commit", json={}, headers=headers).status_code == 422
    assert client.post(f"{url}/commit", json={}, headers=keyed).json["waiting"] == 1
    row = client.get(f"{url}/rows", headers=headers).json[0]
    answer = client.post(
        f"{url}/rows/{row['id']}/settle",
        headers={**headers, "Idempotency-Key": "b"},
        json={"how": "match", "item_id": str(world.items["mask"])},
    )
    assert (answer.status_code, answer.json["done"]) == (200, 1)


def written(tmp_path, content):
    path = tmp_path / "notice.xlsx"
    path.write_bytes(content)
    return str(path)


def test_the_command_shows_and_writes_nothing_without_commit(world, tmp_path):
    path = written(tmp_path, incoming(MASKS))

    result = world.app.test_cli_runner().invoke(args=["import", "incoming", path, "--site", "COUNTY"])

    assert (result.exit_code, "nothing was written" in result.output) == (0, True)
    assert "By unit: 箱 10" in result.output
    assert db.session.scalar(select(func.count()).select_from(ImportRun)) == 0


def test_the_command_commits_as_a_named_person_and_gives_the_workbook_back(world, tmp_path):
    path, out = written(tmp_path, incoming(MASKS)), tmp_path / "checked.xlsx"

    result = world.app.test_cli_runner().invoke(
        args=[
            "import",
            "incoming",
            path,
            "--site",
            "COUNTY",
            "--commit",
            "--create-missing",
            "--user",
            "manager",
            "--out",
            str(out),
        ]
    )

    assert result.exit_code == 0, result.output
    assert "Rows recorded: 1." in result.output
    assert load_workbook(out).active["F3"].value == "recorded"
    assert db.session.scalar(select(ImportRun.actor_id)) == world.actors["manager"].id


def test_the_command_fails_when_nothing_could_be_recorded(world, tmp_path):
    path = written(tmp_path, incoming(MASKS))

    result = world.app.test_cli_runner().invoke(args=["import", "incoming", path, "--site", "COUNTY", "--commit"])

    assert result.exit_code == 1
    assert "The donor “甲公司” is not known." in result.output


@pytest.mark.parametrize(
    ("kind", "content", "prefix"),
    [
        ("incoming", incoming(MASKS), "JZ-"),
        ("outgoing", outgoing(["Nantian store", "医用外科口罩", "", "个", 10]), "CK-"),
        ("requests", needs(["Nantian store", "医用外科口罩", 5, "个"]), "XQ-"),
    ],
)
def test_a_recorded_row_leads_to_its_document(world, kind, content, prefix):
    world.batch(quantity=100)
    run_id = upload(world, kind, content, create_missing=True)
    commit(world, run_id)
    client = world.client("manager")

    link = re.search(rf'href="([^"]+)">({prefix}[^<]+)<', client.get(f"/imports/{run_id}").text)

    assert link[2] in client.get(link[1]).text


@pytest.mark.parametrize(
    ("create", "title"), [("", "Nothing is recorded yet: every row waits"), ("1", "The file was imported")]
)
def test_a_file_of_which_every_row_waits_is_not_told_as_imported(world, create, title):
    run_id = upload(world, "incoming", incoming(MASKS))
    client = world.client("manager")

    answer = client.post(f"/imports/{run_id}/commit", data={"create_missing": create, "idempotency_key": "k"})

    assert title in client.get(answer.location).text
