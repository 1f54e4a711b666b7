"""What rolls of blank labels promise: bound once, never reused, replaced without a loss."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.codes import display
from core.database import db
from core.errors import DomainError, Forbidden
from core.transaction import transaction
from inventory import queries_rolls, services_labels, services_rolls
from inventory.errors import CodeMistyped, KeyReused, LabelNotReplaceable, ReasonNeeded, UnknownLabel, UnknownPlace
from inventory.label_errors import (
    BatchNotHere,
    LabelAlreadyBound,
    LabelRevokedBefore,
    NoBlankLeft,
    OneTarget,
    RollElsewhere,
    TooManyBlank,
)
from inventory.models import LabelCode, LabelPrint, LabelRoll
from inventory.printing import print_locations, print_roll
from inventory.queries_labels import scan
from tests.factories import NOW, World, key
from tests.inventory.label_makers import bind, codes_of, revoke, roll


def counts(world: World, roll_id: int) -> tuple[int, int, int]:
    row = queries_rolls.roll(actor=world.actors["staff"], roll_id=roll_id)
    return row.unbound, row.bound, row.revoked


def test_a_roll_has_codes_of_its_own_with_running_numbers(world: World) -> None:
    made = roll(world, 5)
    labels = queries_rolls.roll_labels(made)
    assert [label.roll_place for label in labels] == [1, 2, 3, 4, 5]
    assert len({label.code for label in labels}) == 5
    assert counts(world, made) == (5, 0, 0)


def test_the_same_key_makes_one_roll_and_other_content_is_refused(world: World) -> None:
    first = roll(world, 3, use_key="once")
    assert roll(world, 3, use_key="once") == first
    with pytest.raises(KeyReused):
        roll(world, 4, use_key="once")
    assert (
        db.session.execute(select(func.count()).select_from(LabelCode).where(LabelCode.roll_id == first)).scalar() == 3
    )


def test_a_site_has_only_so_many_blank_labels(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services_rolls, "MOST_OPEN", 5)
    roll(world, 4)
    with pytest.raises(TooManyBlank, match=r"4 .*2 "):
        roll(world, 2)
    assert db.session.execute(select(func.count()).select_from(LabelRoll)).scalar() == 1


def test_a_roll_of_another_area_is_not_made_or_seen(world: World) -> None:
    made = roll(world)
    with pytest.raises(UnknownPlace):
        roll(world, site="county", who="staff_daxue")
    assert queries_rolls.rolls(actor=world.actors["staff_daxue"]) == []
    assert [row.id for row in queries_rolls.rolls(actor=world.actors["staff"])] == [made]


def test_a_blank_label_bound_to_a_batch_opens_it_beside_the_old_one(world: World) -> None:
    batch, made = world.batch(), roll(world)
    code = codes_of(made)[0]

    done = bind(world, display(code).lower(), batch_id=batch.id)

    assert (done.code, done.again) == (code, False)
    opened = [scan(actor=world.actors["staff"], text=each).batch.id for each in (code, batch.code)]
    assert opened == [batch.id, batch.id]
    assert counts(world, made) == (2, 1, 0)


def test_the_same_binding_again_changes_nothing(world: World) -> None:
    batch, code = world.batch(), codes_of(roll(world))[0]
    bind(world, code, batch_id=batch.id)
    assert bind(world, code, batch_id=batch.id).again


def test_a_label_is_bound_once_and_the_refusal_says_to_what(world: World) -> None:
    batch, other, code = world.batch(), world.batch("rice", unit="kg"), codes_of(roll(world))[0]
    bind(world, code, batch_id=batch.id)
    for target in ({"batch_id": other.id}, {"location_id": world.location("county")}):
        with pytest.raises(LabelAlreadyBound) as refused:
            bind(world, code, **target)
        assert "Mask" in refused.value.message
        assert display(batch.code) in refused.value.message


def test_a_label_goes_on_a_location_and_moving_can_scan_it(world: World) -> None:
    code, place = codes_of(roll(world))[0], world.location("county")
    bind(world, code, location_id=place)
    assert scan(actor=world.actors["staff"], text=code).location.location_id == place
    assert code in queries_rolls.location_codes(world.sites["county"])[place]


def test_one_target_is_needed_and_not_two(world: World) -> None:
    code = codes_of(roll(world))[0]
    for target in ({}, {"batch_id": 1, "location_id": 1}):
        with pytest.raises(OneTarget):
            bind(world, code, **target)


def test_a_label_of_another_sites_roll_is_refused_by_name(world: World) -> None:
    batch, code = world.batch(), codes_of(roll(world, site="daxue"))[1]
    with pytest.raises(RollElsewhere, match=r"no\. 2\) was printed for Daxue store.*County store"):
        bind(world, code, batch_id=batch.id)
    with pytest.raises(RollElsewhere):
        bind(world, code, location_id=world.location("county"))


def test_goods_that_are_not_here_get_no_label(world: World) -> None:
    batch, code = world.batch(site="daxue"), codes_of(roll(world))[0]
    with pytest.raises(RollElsewhere):
        bind(world, code, batch_id=batch.id)
    gone = world.batch()
    db.session.execute(text("UPDATE stock_balance SET quantity = 0 WHERE batch_id = :b"), {"b": gone.id})
    db.session.commit()
    with pytest.raises(BatchNotHere, match="County store"):
        bind(world, code, batch_id=gone.id)


@pytest.mark.parametrize("given", ["7K3M", "0" * 13 + "1"])
def test_a_mistyped_code_says_what_is_wrong(world: World, given: str) -> None:
    with pytest.raises(CodeMistyped):
        bind(world, given, batch_id=world.batch().id)


def test_an_unknown_code_says_so(world: World) -> None:
    with pytest.raises(UnknownLabel):
        bind(world, "0" * 14, batch_id=world.batch().id)


def test_a_revoked_label_is_never_used_again_and_says_when_and_why(world: World) -> None:
    batch, (first, second, _third) = world.batch(), codes_of(roll(world))
    revoke(world, first, reason="torn")
    with pytest.raises(LabelRevokedBefore, match=r"2026.*torn"):
        bind(world, first, batch_id=batch.id)
    bind(world, second, batch_id=batch.id)
    revoke(world, second)
    with pytest.raises(LabelRevokedBefore):
        bind(world, second, batch_id=batch.id)
    with pytest.raises(LabelNotReplaceable):
        revoke(world, second)


def test_only_a_manager_revokes_and_only_with_a_reason(world: World) -> None:
    code = codes_of(roll(world))[0]
    with pytest.raises(Forbidden):
        revoke(world, code, who="staff")
    with pytest.raises(ReasonNeeded):
        revoke(world, code, reason=" ")


def test_the_rest_of_a_lost_roll_is_revoked_and_what_is_bound_stays(world: World) -> None:
    batch, made = world.batch(), roll(world, 4)
    bind(world, codes_of(made)[0], batch_id=batch.id)
    with transaction():
        ended = services_rolls.revoke_rest(actor=world.actors["manager"], now=NOW, roll_id=made, reason="lost")
    assert (ended, counts(world, made)) == (3, (0, 1, 3))


def test_a_lost_label_is_replaced_by_one_of_a_roll_and_still_opens_the_batch(world: World) -> None:
    batch, code = world.batch(), codes_of(roll(world))[0]
    with transaction():
        fresh = services_labels.replace_label(
            actor=world.actors["staff"], now=NOW, code=batch.code, reason="rain", label=code
        )
    opened = [scan(actor=world.actors["staff"], text=each) for each in (fresh, batch.code)]
    assert [(each.batch.id, each.replaced) for each in opened] == [(batch.id, False), (batch.id, True)]
    assert fresh == code


def test_a_location_label_is_replaced_too(world: World) -> None:
    place = world.location("county")
    old = queries_rolls.location_codes(world.sites["county"])[place][0]
    with transaction():
        fresh = services_labels.replace_label(actor=world.actors["staff"], now=NOW, code=old, reason="faded")
    assert sorted(queries_rolls.location_codes(world.sites["county"])[place]) == sorted([old, fresh])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE label_code SET batch_id = :other WHERE code = :code",
        "UPDATE label_code SET kind = 'unbound', batch_id = NULL, bound_at = NULL WHERE code = :code",
        "UPDATE label_code SET kind = 'location', batch_id = NULL, location_id = :place WHERE code = :code",
        "UPDATE label_code SET roll_place = 99 WHERE code = :code",
        "DELETE FROM label_code WHERE code = :code",
    ],
)
def test_the_database_itself_refuses_to_bind_twice_or_to_forget_a_code(world: World, change: str) -> None:
    batch, other, code = world.batch(), world.batch(), codes_of(roll(world))[0]
    bind(world, code, batch_id=batch.id)
    given = {"code": code, "other": other.id, "place": world.location("county")}
    used = {name: value for name, value in given.items() if f":{name}" in change}
    with pytest.raises(DBAPIError):
        db.session.execute(text(change), used)
    db.session.rollback()
    assert scan(actor=world.actors["staff"], text=code).batch.id == batch.id


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE label_code SET status = 'active' WHERE code = :code",
        "UPDATE label_code SET kind = 'batch', batch_id = :batch, bound_at = made_at WHERE code = :code",
        "UPDATE label_code SET batch_id = :batch WHERE code = :code",
    ],
)
def test_the_database_itself_never_takes_a_revoked_code_up_again(world: World, change: str) -> None:
    code = codes_of(roll(world))[0]
    revoke(world, code)
    given = {"code": code, "batch": world.batch().id}
    with pytest.raises(DBAPIError):
        db.session.execute(text(change), {name: value for name, value in given.items() if f":{name}" in change})
    db.session.rollback()


def test_of_two_who_bind_one_label_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    batches, code, start = [world.batch().id, world.batch().id], codes_of(roll(world))[0], Barrier(2)
    db.session.remove()

    def run(batch_id: int) -> str:
        with world.app.app_context():
            start.wait()
            try:
                bind(world, code, batch_id=batch_id)
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()
            return "bound"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, batches))

    assert sorted(outcomes) == ["bound", "label-already-bound"]
    winner = batches[outcomes.index("bound")]
    assert db.session.execute(select(LabelCode.batch_id).where(LabelCode.code == code)).scalar() == winner


def test_every_print_of_a_roll_is_logged_and_only_blank_labels_are_printed(world: World) -> None:
    batch, made = world.batch(), roll(world, 4)
    codes = codes_of(made)
    bind(world, codes[1], batch_id=batch.id)
    row = queries_rolls.roll(actor=world.actors["staff"], roll_id=made)
    print_roll(row, actor=world.actors["staff"])
    print_roll(row, actor=world.actors["manager"], first=4, last=4)
    with pytest.raises(NoBlankLeft, match="1 are bound"):
        print_roll(row, actor=world.actors["staff"], first=2, last=2)
    logged = [(each.actor, each.labels, each.copies, each.first, each.last) for each in queries_rolls.roll_prints(made)]
    assert sorted(logged) == [("Manager", 1, 1, 4, 4), ("Staff", 3, 3, 1, 4)]


def test_the_labels_of_a_sites_locations_are_printed_with_codes_made_once(world: World) -> None:
    site, staff = world.sites["county"], world.actors["staff"]
    before = queries_rolls.location_codes(site)
    assert print_locations(actor=staff, site_id=site).startswith(b"%PDF")
    assert print_locations(actor=staff, site_id=site, location_ids=[world.location("county")]).startswith(b"%PDF")
    assert queries_rolls.location_codes(site) == before
    assert db.session.execute(select(func.sum(LabelPrint.copies))).scalar() == len(before) + 1


def test_keys_belong_to_who_made_the_roll(world: World) -> None:
    same = key()
    assert roll(world, use_key=same) != roll(world, use_key=same, who="manager")
