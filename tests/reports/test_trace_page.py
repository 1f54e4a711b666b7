"""The public page: everything that it promises to show, and nothing that it must not."""

import pytest
from sqlalchemy import event, update

from accounts.models import Account
from app import create_app
from core.database import db
from core.security import limiter
from core.transaction import transaction
from donations import services_donors
from donations.models import Consignment
from inventory.models import LabelCode
from inventory.values import Evidence, LabelStatus
from tests.factories import NOW, World
from tests.reports import stories


def test_the_page_says_where_every_part_is_and_that_it_adds_up(world: World) -> None:
    given = stories.journey(world)

    page = world.client().get(f"/trace/{given.line_code}").text

    assert "Adds up" in page and "100 箱 = 40 箱 + 10 箱 + 20 箱 + 15 箱 + 5 箱 + 10 箱" in _squeezed(page)
    for words in ("On the way to Daxue store", "Village store", "Handed out to households", "Missing on arrival"):
        assert words in page


def _squeezed(page: str) -> str:
    start = page.index("trace-equation")
    return " ".join(page[page.index(">", start) + 1 : page.index("</span>", start)].split())


@pytest.mark.parametrize("which", ["code", "line_code", "batch_code"])
@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_no_person_is_named_in_the_page_or_the_json(world: World, which: str, lang: str) -> None:
    given = stories.journey(world)
    code = getattr(given, which)
    with transaction():
        db.session.execute(update(Account.__table__).values(name="Somebody of Ours"))

    shown = [
        world.client().get(f"{address}{code}?lang={lang}").text for address in ("/trace/", "/b/", "/api/v1/trace/")
    ]

    for word in (*stories.PRIVATE, "Somebody of Ours", "for my aunt"):
        assert all(word not in text for text in shown), word


def test_a_donor_is_named_only_while_it_wishes_so(world: World) -> None:
    given = stories.gift(world, named=True)
    named = world.client().get(f"/trace/{given.code}").text
    donor_id = db.session.get_one(Consignment, given.consignment_id).donor_id
    with transaction():
        services_donors.record_consent(actor=world.actors["staff"], now=NOW, donor_id=donor_id, named=False)

    after = world.client().get(f"/trace/{given.code}").text

    assert "Private Donor Zhou" in named and "Private Donor Zhou" not in after


@pytest.mark.parametrize(("households", "shown"), [(4, "fewer than 5 households"), (5, "to 5 households")])
def test_small_counts_of_households_are_hidden(world: World, households: int, shown: str) -> None:
    given = stories.journey(world, households=households)

    page = world.client().get(f"/trace/{given.code}").text

    assert shown in page
    assert "to 4 households" not in page


def test_evidence_and_confirmation_are_told_apart(world: World) -> None:
    given = stories.journey(world)

    page = world.client().get(f"/trace/{given.code}").text

    assert "scanned" in page and "assigned by rule, not scanned" in page and "confirmed by the receiver" in page


def test_imported_evidence_and_confirmation_on_paper_say_so(world: World) -> None:
    given = stories.gift(world)
    for confirmation in ("imported", "paper"):
        sent = stories.dispatch(
            world, given.batch_id, 5, receiver_id=world.receiver("village"), evidence=Evidence.IMPORTED, days=-2
        )
        stories.deliver(world, sent, into=world.location("village"), delivered=5, confirmation=confirmation, days=-1)

    page = world.client().get(f"/trace/{given.code}").text

    for words in ("imported record", "from an imported record", "confirmed on paper"):
        assert words in page, words
    assert "confirmed by the receiver" not in page and "scanned" not in page


def test_what_is_not_counted_is_no_figure(world: World) -> None:
    given = stories.gift(world, quantity=None, accepted=0)

    page = world.client().get(f"/trace/{given.code}").text

    assert "<strong>–</strong> Not yet counted." in page


def test_rejected_goods_are_shown_with_their_reason(world: World) -> None:
    given = stories.gift(world, accepted=90, rejected=10)

    page = world.client().get(f"/trace/{given.code}").text

    assert "Not accepted on" in page and "10 箱" in page and "wet boxes" in page


def test_unknown_revoked_unbound_and_forbidden_codes_look_the_same(world: World) -> None:
    given = stories.gift(world)
    sent = stories.dispatch(world, given.batch_id, 1, receiver_id=world.receiver("daxue"))
    with transaction():
        db.session.execute(
            update(LabelCode).where(LabelCode.code == given.batch_code).values(status=LabelStatus.REVOKED.value)
        )

    pages = {code: world.client().get(f"/b/{code}") for code in (given.batch_code, sent.code, "7K3QXM2P9RTV4C")}

    assert {page.status_code for page in pages.values()} == {404}
    assert len({page.text.replace(code, "CODE") for code, page in pages.items()}) == 1


def test_a_replaced_code_still_opens_its_batch(world: World) -> None:
    given = stories.gift(world)
    with transaction():
        db.session.execute(
            update(LabelCode).where(LabelCode.code == given.batch_code).values(status=LabelStatus.REPLACED.value)
        )

    assert world.client().get(f"/b/{given.batch_code}").status_code == 200


def test_search_engines_are_told_to_stay_away(world: World) -> None:
    given = stories.gift(world)

    answers = [
        world.client().get(address)
        for address in (f"/trace/{given.code}", f"/B/{given.batch_code}", "/b/NOTHING", f"/api/v1/trace/{given.code}")
    ]

    assert {answer.headers["X-Robots-Tag"] for answer in answers} == {"noindex, nofollow"}
    assert 'content="noindex' in answers[0].text


def test_looking_up_codes_too_often_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)  # put back afterwards: the limiter is one for all
    strict = create_app({**world.app.config, "RATELIMIT_ENABLED": True, "TRACE_RATE": "3 per minute"})
    client = strict.test_client()

    answers = [client.get("/trace/7K3QXM2P9RTV4C").status_code for _ in range(4)]

    assert answers == [404, 404, 404, 429]


def test_a_trace_needs_few_statements_however_long_the_history(world: World) -> None:
    given = stories.journey(world)
    for _ in range(8):
        stories.dispatch(world, given.batch_id, 1, receiver_id=world.receiver("daxue"))
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    world.client().get(f"/trace/{given.code}")

    assert len([statement for statement in seen if statement.startswith(("SELECT", "WITH"))]) <= 16
