"""The pages of incoming goods, as a browser without scripts uses them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from core.database import db
from donations.models import Consignment, GoodsReceipt
from donations.progress import Amount
from donations.queries_lines import lines_of
from donations.values import Counting, DonorKind, NewDonor
from tests.donations.makers import accept, allocation, gift, line, of, register
from tests.factories import World, key

PRIVATE = "13800000000"


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that was sent."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count(model: type) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def gift_form(world: World, **more: str) -> dict[str, str]:
    return {
        "idempotency_key": key(),
        "site_id": str(world.sites["county"]),
        "donor_kind": "person",
        "donor_name": "王小明",
        "donor_contact": PRIVATE,
        "lines-0-item_id": str(world.items["mask"]),
        "lines-0-quantity": "10",
        "lines-0-unit": "箱",
        **more,
    }


def full_world(world: World) -> tuple[Any, Any]:
    made = register(world, allocation(world, line(world), line(world, "capsule", 5, "盒"), line(world, quantity=None)))
    done = accept(world, made, of(made, 60, lot="A1"), of(made, 5, 1), of(made, 0, 2, counting=Counting.NOT_YET))
    return made, done


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_every_page_opens_for_staff_in_both_languages(world: World, lang: str) -> None:
    made, done = full_world(world)
    gifted = register(world, gift(world))
    donor_id = db.session.execute(select(Consignment.donor_id).where(Consignment.id == gifted.id)).scalar_one()
    manager = world.client("manager")
    kinds = ("state_allocation", "donation", "purchase", "mutual_aid", "opening", "found")
    paths = [
        "/incoming",
        "/incoming?status=overdue",
        "/incoming?status=closed&q=none",
        "/incoming/new",
        "/donors",
        f"/donors/{donor_id}",
        f"/incoming/{made.id}",
        f"/incoming/{gifted.id}/slip",
        f"/incoming/{made.id}/receive",
        f"/incoming/{made.id}/receive?line=next",
        f"/incoming/{made.id}/close",
        f"/receipts/{done.receipt_id}",
        f"/receipts/{done.receipt_id}/note",
        f"/receipts/{done.receipt_id}/reverse",
        *(f"/incoming/new/{kind}" for kind in kinds),
    ]
    for path in paths:
        answer = manager.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
        assert answer.status_code == 200, (path, answer.text[:500])


def test_a_gift_goes_from_the_form_to_its_slip_with_a_code_for_every_line(world: World) -> None:
    staff = world.client("staff")

    answer = staff.post("/incoming/new/donation", data=gift_form(world), follow_redirects=True)

    made = db.session.execute(select(Consignment)).scalar_one()
    assert answer.request.path == f"/incoming/{made.id}/slip"
    assert answer.text.count("<svg xmlns") == 2
    assert re.sub(r"(.{4})(?=.)", r"\1-", made.code) in answer.text


def test_sending_a_form_twice_registers_once(world: World) -> None:
    staff, form = world.client("staff"), gift_form(world)

    first, again = (staff.post("/incoming/new/donation", data={**form, "donor_choice": "new"}) for _ in range(2))

    assert (first.status_code, again.location) == (302, first.location)
    assert count(Consignment) == 1


def test_a_donor_of_the_same_name_is_asked_about_once(world: World) -> None:
    staff = world.client("staff")
    staff.post("/incoming/new/donation", data=gift_form(world))
    donor_id = db.session.execute(select(Consignment.donor_id)).scalar_one()

    asked = staff.post("/incoming/new/donation", data=gift_form(world))
    answered = staff.post("/incoming/new/donation", data=gift_form(world, donor_choice=str(donor_id)))

    assert (asked.status_code, 'name="donor_choice"' in asked.text) == (422, True)
    assert answered.status_code == 302
    assert set(db.session.execute(select(Consignment.donor_id)).scalars()) == {donor_id}


def test_a_refused_form_keeps_what_was_typed_and_marks_the_field(world: World) -> None:
    form = gift_form(
        world,
        **{
            "lines-2-item_id": str(world.items["rice"]),
            "lines-2-quantity": "5.5",
            "lines-2-unit": "kg",
            "brought_by": "李经理",
        },
    )

    refused = world.client("staff").post("/incoming/new/donation", data=form)

    assert refused.status_code == 422
    for typed in ("王小明", "5.5", "李经理", "箱"):
        assert f'value="{typed}"' in refused.text
    assert 'id="lines-1-quantity-error"' in refused.text
    assert count(Consignment) == 0


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("donation", ["donor_name", "lines-0-item_id", "site_id"]),
        ("state_allocation", ["document_number", "issuing_body", "lines-0-item_id", "site_id"]),
    ],
)
def test_an_empty_form_is_told_all_that_it_lacks_at_once(world: World, kind: str, wrong: list[str]) -> None:
    page = world.client("staff").post(f"/incoming/new/{kind}", data={"donor_kind": "person"})

    assert page.status_code == 422
    assert [name for name in wrong if f'id="{name}-error"' not in page.text] == []


def test_what_the_donor_fixed_is_shown_at_its_line(world: World) -> None:
    wish = {"targets-0-to": f"a{world.areas['330328100']}", "targets-0-quantity": "4", "targets-0-line": "1"}

    page = world.client("staff").post("/incoming/new/donation", data=gift_form(world, **wish), follow_redirects=False)

    shown = world.client("staff").get(page.location.replace("/slip", ""))
    assert "Only for:" in shown.text
    assert "Daxue Town" in shown.text


def test_adding_a_line_without_scripts_posts_nothing(world: World) -> None:
    page = world.client("staff").post("/incoming/new/donation", data=gift_form(world, add_line="lines"))

    assert page.status_code == 200
    assert 'name="lines-1-quantity"' in page.text
    assert count(Consignment) == 0


def receive_form(made: Any, **more: str) -> dict[str, str]:
    return {"idempotency_key": key(), "lines-0-line_id": str(made.lines[0].line_id), "lines-0-unit": "个", **more}


def test_counting_one_line_takes_it_into_stock_once(world: World) -> None:
    made = register(world, allocation(world))
    staff, form = world.client("staff"), receive_form(made, **{"lines-0-accepted": "60", "lines-0-lot": "A1"})

    first, again = (staff.post(f"/incoming/{made.id}/receive", data=form) for _ in range(2))

    assert (first.status_code, again.location) == (302, first.location)
    assert lines_of([made.id])[made.id][0].progress.outstanding == Amount(40, "个")
    assert "Print labels (1)" in staff.get(first.location).text


def test_lines_left_empty_are_not_received_and_errors_stand_at_the_typed_line(world: World) -> None:
    made = register(world, allocation(world, line(world), line(world, "rice", 5, "kg")))
    form = receive_form(
        made, **{"lines-1-line_id": str(made.lines[1].line_id), "lines-1-unit": "kg", "lines-1-rejected": "2"}
    )

    refused = world.client("staff").post(f"/incoming/{made.id}/receive", data=form)

    assert refused.status_code == 422
    assert 'id="lines-1-reject_reason-error"' in refused.text
    assert count(GoodsReceipt) == 0


def test_a_form_without_any_figure_is_refused_with_words(world: World) -> None:
    made = register(world, allocation(world))

    refused = world.client("staff").post(f"/incoming/{made.id}/receive", data=receive_form(made))

    assert (refused.status_code, "Enter at least one line." in refused.text) == (422, True)


def test_the_consignment_page_shows_promised_accepted_rejected_and_over(world: World) -> None:
    made = register(world, allocation(world))
    more = {"acknowledge": ["over-outstanding:1:105"]}
    accept(world, made, of(made, 103, rejected=2, reject_reason="torn"), **more)

    page = world.client("staff").get(f"/incoming/{made.id}").text

    assert "over by 5 个" in page
    assert "torn" in page


@pytest.mark.parametrize("who", ["auditor", "recipient"])
def test_a_private_donor_stays_private(world: World, who: str) -> None:
    made = register(world, gift(world, brought_by="王小明"))
    done = accept(world, made, of(made, 10))
    reader = world.client(who)

    for path in (
        "/incoming?status=all",
        f"/incoming/{made.id}",
        f"/receipts/{done.receipt_id}",
        f"/receipts/{done.receipt_id}/note",
    ):
        page = reader.get(path)
        assert page.status_code == 200
        assert PRIVATE not in page.text
        assert "王小明" not in page.text
    assert reader.get("/donors").status_code == 403


def test_another_townships_papers_are_not_found(world: World) -> None:
    made = register(world, gift(world, site="nantian"), who="staff_nantian")
    done = accept(world, made, of(made, 10), who="staff_nantian")
    donor_id = db.session.execute(select(Consignment.donor_id)).scalar_one()
    stranger = world.client("staff_daxue")

    for path in (
        f"/incoming/{made.id}",
        f"/incoming/{made.id}/slip",
        f"/incoming/{made.id}/receive",
        f"/receipts/{done.receipt_id}",
        f"/receipts/{done.receipt_id}/note",
        f"/donors/{donor_id}",
    ):
        assert stranger.get(path).status_code == 404
    assert made.number not in stranger.get("/incoming?status=all").text


def test_an_opening_balance_goes_into_stock_from_one_form(world: World) -> None:
    form = {
        "idempotency_key": key(),
        "site_id": str(world.sites["county"]),
        "occurred_on": "2026-11-20",
        "lines-0-item_id": str(world.items["rice"]),
        "lines-0-quantity": "70",
        "lines-0-unit": "kg",
    }

    page = world.client("staff").post("/incoming/new/opening", data=form, follow_redirects=True)

    assert page.request.path.startswith("/receipts/")
    assert "In stock:" in page.text


def test_a_consent_on_the_donors_page_names_it_from_now_on(world: World) -> None:
    register(world, gift(world, donor=NewDonor(DonorKind.ORGANISATION, "爱心公司")))
    donor_id = db.session.execute(select(Consignment.donor_id)).scalar_one()
    staff = world.client("staff")

    staff.post(f"/donors/{donor_id}/consent", data={"named": "yes"})

    assert "爱心公司" in world.client("auditor").get("/incoming").text


def many(world: World, number: int) -> Any:
    for _ in range(number):
        made = register(world, allocation(world, line(world), line(world, "rice", 5, "kg")))
        accept(world, made, of(made, 10), of(made, 2, 1))
    return made


def test_the_list_takes_the_same_few_statements_however_long_it_is(world: World) -> None:
    staff, counts = world.client("staff"), []
    for number in (1, 6):
        many(world, number)
        with statements() as sent:
            staff.get("/incoming?status=all")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 5


def test_the_consignment_page_takes_the_same_few_statements_however_long_it_is(world: World) -> None:
    short = many(world, 1)
    long = register(world, allocation(world, *(line(world) for _ in range(8))))
    accept(world, long, *(of(long, 3, number) for number in range(8)))
    staff, counts = world.client("staff"), []
    for made in (short, long):
        with statements() as sent:
            staff.get(f"/incoming/{made.id}")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 6


def test_pages_by_key_show_every_consignment_once(world: World) -> None:
    numbers = {register(world, allocation(world, line(world, quantity=3))).number for _ in range(5)}
    staff, seen, address = world.client("staff"), [], "/api/v1/consignments?limit=2&sort=expected"

    after = ""
    for _ in range(3):
        page = staff.get(f"{address}&after={after}").json
        seen += [row["number"] for row in page["rows"]]
        after = page["next_key"]

    assert (sorted(seen), after) == (sorted(numbers), None)


def test_a_receipt_is_taken_back_with_a_reason(world: World) -> None:
    made = register(world, allocation(world))
    done = accept(world, made, of(made, 100))

    page = world.client("manager").post(
        f"/receipts/{done.receipt_id}/reverse",
        data={"reason": "wrong lorry", "idempotency_key": key()},
        follow_redirects=True,
    )

    assert "This goods receipt was taken back" in page.text
    assert world.on_hand(done.batches[0].batch_id) == 0


def test_a_receipt_that_only_rejected_is_taken_back_on_its_page(world: World) -> None:
    made = register(world, allocation(world))
    done = accept(world, made, of(made, rejected=7, reject_reason="wet"))
    client, address = world.client("manager"), f"/receipts/{done.receipt_id}/reverse"

    assert address in client.get(f"/receipts/{done.receipt_id}").text
    asked = client.get(address).text
    page = client.post(address, data={"reason": "wrong lorry", "idempotency_key": key()}, follow_redirects=True).text

    assert "Was it noted wrongly?" in asked and '<span class="qty-figure">7</span>' in asked
    assert "What it noted no longer counts." in page and "This goods receipt was taken back" in page
    assert address not in page


def test_nothing_about_stock_changes_by_reading(world: World) -> None:
    made = register(world, allocation(world))
    staff: FlaskClient = world.client("staff")

    staff.get(f"/incoming/{made.id}/close?line={made.lines[0].line_id}")
    staff.get(f"/incoming/{made.id}/receive")

    assert lines_of([made.id])[made.id][0].progress.outstanding == Amount(100, "个")


def test_a_long_consignment_is_counted_in_parts_that_a_phone_can_hold(world: World) -> None:
    made = register(world, allocation(world, *(line(world) for _ in range(33))))

    page = world.client("staff").get(f"/incoming/{made.id}/receive").text

    assert "Still to follow once these are counted: 3." in page
    assert 'name="lines-29-accepted"' in page
    assert 'name="lines-30-accepted"' not in page
