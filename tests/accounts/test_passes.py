"""Day passes: who joins, what opens for them, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from accounts import services_passes
from accounts.errors_passes import JoinCodeOver, NoTokenForPass, PassFull
from accounts.models import Account, DayPass, PassOffer, SignIn
from accounts.queries import actor_of
from accounts.services import create_token
from core.access import Mode, Permission
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from tests.accounts.passes import SECRET, all_ended, code_of, joined, offered, the_offer, volunteer_phone
from tests.distribution.test_together import together
from tests.factories import World


def test_looking_up_comes_with_every_pass_and_nothing_else_does(world: World) -> None:
    joined(world, "Li Ming", modes=[])
    volunteer = actor_of(db.session.execute(select(DayPass.account_id)).scalar_one())

    assert volunteer is not None
    held = [permission for permission in Permission if volunteer.may(permission)]
    assert held == [Permission.VIEW_STOCK]
    assert volunteer.scope(Permission.VIEW_STOCK).site_ids == (world.sites["county"],)
    assert volunteer.scope(Permission.VIEW_STOCK).paths == ()


def test_a_pass_for_moving_cannot_count_although_both_need_the_same_right(world: World) -> None:
    batch = world.batch(quantity=10)
    phone = volunteer_phone(world, joined(world, "Li Ming", modes=[Mode.MOVE]))

    moved, counted = phone.send(phone.move(batch, 1), phone.count(batch, 3))

    assert (moved["outcome"], counted["outcome"]) == ("done", "refused")
    assert counted["problem"]["code"] == "forbidden"
    assert world.on_hand(batch.id) == 9


def test_what_a_volunteer_did_bears_the_name_and_who_admitted_them(world: World) -> None:
    batch = world.batch(quantity=10)
    phone = volunteer_phone(world, joined(world, "Li Ming"))
    phone.send(phone.move(batch, 1))

    manager, card = world.client("manager"), f"/batches/{batch.id}/card"

    assert "Li Ming (day pass, by Manager)" in manager.get(card, headers={"Accept-Language": "en"}).text
    assert "Li Ming（日通行证，Manager 签发）" in manager.get(card, headers={"Accept-Language": "zh"}).text


def test_the_public_never_reads_a_volunteers_name(world: World) -> None:
    batch = world.batch(quantity=10)
    phone = volunteer_phone(world, joined(world, "Li Ming"))
    phone.send(phone.move(batch, 1))

    assert "Li Ming" not in world.client().get(f"/b/{batch.code}").text
    assert "Li Ming" not in world.client().get(f"/trace/{batch.code}").text


@pytest.mark.parametrize("old", [0, 1])
def test_the_code_on_the_screen_and_the_one_before_it_are_honoured(world: World, old: int) -> None:
    offer = offered(world)
    code = code_of(offer, minutes_ago=old)

    assert services_passes.offer_of_code(now=utc_now(), secret=SECRET, code=code).id == offer.id


def test_a_photo_of_the_screen_is_of_no_use_two_minutes_later(world: World) -> None:
    answer = world.client().get(f"/join/{code_of(offered(world), minutes_ago=2)}")

    assert answer.status_code == 404
    assert "changes every minute" in answer.text


def test_a_code_is_made_by_the_secret_of_this_installation(world: World) -> None:
    offer = offered(world)
    code = services_passes.code_now(secret="another secret of more than 32 characters", ref=offer.ref, now=utc_now())

    with pytest.raises(JoinCodeOver):
        services_passes.offer_of_code(now=utc_now(), secret=SECRET, code=code)


@pytest.mark.parametrize("code", ["", "X", "AAAAA", "0000000000000", "中文", "../../etc", "A" * 300])
def test_what_is_no_code_opens_nothing(world: World, code: str) -> None:
    offered(world)
    with pytest.raises(JoinCodeOver):
        services_passes.offer_of_code(now=utc_now(), secret=SECRET, code=code)


def test_the_code_is_taken_as_people_type_it(world: World) -> None:
    offer = offered(world)
    code = code_of(offer).lower()
    typed = f" {code[:4]}-{code[4:8]} {code[8:]}".replace("0", "o").replace("1", "l")

    assert services_passes.offer_of_code(now=utc_now(), secret=SECRET, code=typed).id == offer.id


def test_opening_the_code_changes_nothing(world: World) -> None:
    offer = offered(world)
    world.client().get(f"/join/{code_of(offer)}")

    assert db.session.execute(select(DayPass.account_id)).all() == []
    assert db.session.execute(select(PassOffer.joined)).scalar_one() == 0


def test_a_name_without_a_scanned_code_opens_nothing(world: World) -> None:
    offered(world)
    answer = world.client().post("/join", data={"name": "Li Ming"})

    assert answer.status_code == 404
    assert db.session.execute(select(DayPass.account_id)).all() == []


def test_who_scanned_has_ten_minutes_to_type_a_name(world: World) -> None:
    client = world.client()
    client.get(f"/join/{code_of(offered(world))}")
    with client.session_transaction() as session:
        session["joining"] = {**session["joining"], "at": session["joining"]["at"] - 601}

    assert client.post("/join", data={"name": "Li Ming"}).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_of_one_to_sixty_characters_is_needed(world: World, name: str) -> None:
    client = world.client()
    client.get(f"/join/{code_of(offered(world))}")

    answer = client.post("/join", data={"name": name})

    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


def test_no_more_people_join_than_were_allowed(world: World) -> None:
    offer = offered(world, most=1)
    late = world.client()
    late.get(f"/join/{code_of(offer)}")
    joined(world, "Li Ming", offer=offer)

    answer = late.post("/join", data={"name": "Wang Fang"})

    assert answer.status_code == 409
    assert "it was made for 1" in answer.text
    with pytest.raises(PassFull):
        services_passes.offer_of_code(now=utc_now(), secret=SECRET, code=code_of(offer))


def test_of_people_who_take_the_last_places_at_the_same_moment_only_so_many_get_one(world: World) -> None:
    offer_id = offered(world, most=2).id

    def act() -> None:
        with transaction():
            services_passes.join(now=utc_now(), offer_id=offer_id, name="Li Ming", device="")

    assert together(world, act) == ["", "", "pass-full", "pass-full", "pass-full", "pass-full"]
    assert len(db.session.execute(select(DayPass.account_id)).all()) == 2


def test_a_pass_ends_by_itself_at_its_time(world: World) -> None:
    volunteer = joined(world, "Li Ming")
    assert volunteer.get("/scan").status_code == 200

    pass_time(timedelta(hours=3))

    assert volunteer.get("/api/v1/phone").status_code == 401
    assert world.client().get(f"/join/{code_of(the_offer())}").status_code == 404


def pass_time(by: timedelta) -> None:
    """As if so much time had gone by for the offer."""
    with transaction():
        until = db.session.execute(select(PassOffer.until)).scalar_one()
        db.session.execute(update(PassOffer.__table__).values(until=until - by))


def ended_by_manager(world: World) -> None:
    client = world.client("manager")
    account_id = db.session.execute(select(DayPass.account_id)).scalar_one()
    assert client.post(f"/passes/people/{account_id}/end").status_code == 302


@pytest.mark.parametrize("end", [ended_by_manager, all_ended, lambda _world: pass_time(timedelta(hours=3))])
def test_the_phone_of_an_ended_pass_is_told_so_and_leaves_what_it_holds(world: World, end: Any) -> None:
    batch = world.batch(quantity=10)
    phone = volunteer_phone(world, joined(world, "Li Ming"))
    key = phone.get().json["device_key"]
    end(world)

    for answer in (phone.get(), phone.get("/api/v1/phone/sites/COUNTY"), phone.post(phone.move(batch, 1))):
        assert (answer.status_code, answer.json["code"]) == (401, "access-ended")
    told = {"device": phone.uid, "device_key": key, "sent_at": "2026-11-20T08:00:00Z"}
    left = world.client().post("/api/v1/phone/deposit", json={**told, "actions": [phone.move(batch, 4)]})

    assert left.json == {"stored": 1}
    assert world.on_hand(batch.id) == 10
    assert world.client("manager").get("/api/v1/conflicts?tab=held").json["total"] == 1


def test_the_page_of_an_ended_pass_opens_to_wipe_the_phone_and_nothing_else_does(world: World) -> None:
    volunteer = joined(world, "Li Ming")
    all_ended(world)

    assert volunteer.get("/scan").status_code == 200
    assert volunteer.get("/pass").status_code == 302
    assert volunteer.post("/scan", data={"code": "X"}).status_code == 302
    assert world.client().get("/scan").status_code == 302


def test_ending_one_pass_leaves_the_others(world: World) -> None:
    offer = offered(world)
    first, second = joined(world, "Li Ming", offer=offer), joined(world, "Wang Fang", offer=offer)
    account = db.session.execute(select(DayPass.account_id).where(DayPass.number == 1)).scalar_one()
    world.client("manager").post(f"/passes/people/{account}/end")

    assert first.get("/api/v1/phone").status_code == 401
    assert second.get("/api/v1/phone").status_code == 200


def test_signing_out_ends_the_pass(world: World) -> None:
    volunteer = joined(world, "Li Ming")
    volunteer.post("/sign-out")

    assert db.session.execute(select(DayPass.ended_at)).scalar_one() is not None


def test_the_passes_of_a_disabled_manager_end(world: World) -> None:
    volunteer = joined(world, "Li Ming")
    admin = world.client("admin")
    admin.post(f"/people/{world.actors['manager'].id}/active", data={"active": "0"})

    assert volunteer.get("/api/v1/phone").status_code == 401


def test_nobody_signs_in_with_the_account_of_a_pass(world: World) -> None:
    joined(world, "Li Ming")
    username = db.session.execute(select(Account.username).where(Account.pass_number.isnot(None))).scalar_one()

    for password in ("", "x", "correct horse battery"):
        assert world.client().post("/sign-in", data={"username": username, "password": password}).status_code >= 400
    assert len(db.session.execute(select(SignIn.id)).all()) == 1


def test_a_pass_gets_no_api_token(world: World) -> None:
    volunteer = joined(world, "Li Ming")
    account_id = db.session.execute(select(DayPass.account_id)).scalar_one()

    assert volunteer.post("/api/v1/account/tokens", json={"name": "x"}).status_code == 403
    with pytest.raises(NoTokenForPass), transaction():
        create_token(actor=None, now=utc_now(), account_id=account_id, name="x", days=1)


def test_an_administrator_gives_a_pass_no_role_and_no_password(world: World) -> None:
    joined(world, "Li Ming")
    admin, account_id = world.client("admin"), db.session.execute(select(DayPass.account_id)).scalar_one()

    assert admin.post(f"/people/{account_id}/password", data={"password": "a long password"}).status_code == 404
    given = admin.post(f"/people/{account_id}/roles", data={"role": "staff", "place": f"site:{world.sites['county']}"})
    assert given.status_code == 404
    assert "Li Ming" not in admin.get("/people").text


@pytest.mark.parametrize("page", ["/stock", "/account", "/people", "/movements", "/audit", "/passes", "/api/v1/stock"])
def test_pages_of_others_are_closed_to_a_pass(world: World, page: str) -> None:
    modes = [Mode.RECEIVE, Mode.MOVE, Mode.LOAD, Mode.DELIVER, Mode.HAND_OUT, Mode.COUNT]
    volunteer = joined(world, "Li Ming", modes=modes)

    assert volunteer.get(page).status_code == 403


def test_a_label_opens_in_the_phones_page_for_a_pass(world: World) -> None:
    batch, other = world.batch(quantity=3), world.batch(quantity=3, site="nantian")
    volunteer = joined(world, "Li Ming")

    assert volunteer.get(f"/b/{batch.code}").headers["Location"].endswith(f"/scan?read={batch.code}")
    assert volunteer.get(f"/b/{other.code}").status_code == 404
    assert volunteer.get("/").headers["Location"].endswith("/scan")


def test_the_phone_is_told_of_the_pass_its_site_and_its_modes(world: World) -> None:
    phone = volunteer_phone(world, joined(world, "Li Ming", modes=[Mode.HAND_OUT]))

    body = phone.get().json

    assert body["day_pass"]["name"] == "Li Ming"
    assert [(site["code"], site["modes"]) for site in body["sites"]] == [("COUNTY", ["look_up", "hand_out"])]
    assert phone.get("/api/v1/phone/sites/NANTIAN").status_code == 404


def test_who_has_an_account_is_told_so_instead_of_getting_a_pass(world: World) -> None:
    answer = world.client("staff").get(f"/join/{code_of(offered(world))}")

    assert answer.status_code == 409
    assert "You are signed in as Staff" in answer.text
