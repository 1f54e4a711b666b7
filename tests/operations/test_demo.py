"""The demo county: loaded once, whole, and true to the ledger."""

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from accounts.models import Account, DayPass
from core.clock import utc_now
from core.database import db
from core.transaction import transaction
from distribution.models import Dispatch, Request
from distribution.values import DispatchStatus, RequestStatus
from inventory import queries_verify
from inventory.ledger_models import Movement
from inventory.models import Batch, ItemSubstitute
from inventory.stocktake_models import Stocktake
from inventory.values import BatchState, SourceKind
from operations import demo as story
from operations.commands_demo import SCENES
from scanning.models import PhoneAction, PhoneDevice, PhoneResolution
from scanning.values import Outcome
from tests.conftest import Once
from tests.factories import World


@pytest.fixture
def demo_mode(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setitem(app.config, "DEMO", True)
    return app


def load() -> story.DemoLoaded | None:
    with transaction():
        return story.load(now=utc_now(), further=current_app.extensions[SCENES])


@pytest.fixture
def loaded(app: Flask, once: Once) -> None:
    once("demo", load)


def values(column: object) -> set[object]:
    return set(db.session.execute(select(column).distinct()).scalars())  # type: ignore[call-overload]


def test_every_state_of_batch_source_request_and_dispatch_is_in_the_demo(loaded: None) -> None:
    assert values(Batch.state) == {state.value for state in BatchState}
    assert values(Batch.source_kind) == {kind.value for kind in SourceKind}
    assert values(Dispatch.status) == {status.value for status in DispatchStatus}
    assert values(Dispatch.direct) == {False, True}
    assert values(Request.status) == {status.value for status in RequestStatus}
    assert values(ItemSubstitute.item_id)
    _demand_what_phones_and_counts_leave()


def _demand_what_phones_and_counts_leave() -> None:
    """A conflict that waits beside one that is settled, a lost phone, boxes that look alike, both ends of a count."""
    conflicts = select(PhoneAction.id).where(PhoneAction.outcome == Outcome.CONFLICT.value)
    assert values(PhoneAction.outcome) == {outcome.value for outcome in Outcome}
    assert len(db.session.execute(conflicts).all()) == 2
    assert values(PhoneResolution.kind) == {"found"}
    assert len(values(PhoneDevice.uid)) == 5
    assert len(values(PhoneDevice.ended_at) - {None}) == 1
    assert values(Stocktake.status) == {"open", "posted"}
    assert values(DayPass.number) == {1}
    assert {"found", "assembly"} <= values(Batch.origin)


def test_every_balance_of_the_demo_follows_from_its_movements(loaded: None) -> None:
    assert list(queries_verify.differences()) == []


def test_the_same_figures_come_every_time(loaded: None) -> None:
    by_kind = dict(db.session.execute(select(Movement.kind, func.sum(Movement.quantity)).group_by(Movement.kind)).all())
    assert by_kind["hand_out"] == 430 + 2 + 6 + 30
    assert (by_kind["short"], by_kind["damaged"]) == (1 + 1, 1 + 1)
    assert (by_kind["write_off"], by_kind["count_loss"]) == (3, 2 + 1)


def test_a_second_load_changes_nothing(demo_mode: Flask) -> None:
    runner = demo_mode.test_cli_runner()
    first = runner.invoke(args=["demo", "load"])
    before = db.session.execute(select(func.count()).select_from(Movement)).scalar_one()
    second = runner.invoke(args=["demo", "load"])
    assert first.exit_code == 0
    assert "/trace/" in first.output
    assert second.exit_code == 0
    assert second.output.startswith("The database has data already: nothing was changed.\n")
    assert second.output.splitlines()[1:] == first.output.splitlines()[1:]  # the accounts are told again
    assert db.session.execute(select(func.count()).select_from(Movement)).scalar_one() == before


def test_a_database_of_ones_own_is_told_no_demo_accounts(demo_mode: Flask, world: World) -> None:
    told = demo_mode.test_cli_runner().invoke(args=["demo", "load"])
    assert (told.exit_code, told.output) == (0, "The database has data already: nothing was changed.\n")


def test_without_demo_mode_nothing_is_loaded(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "load"])
    assert answer.exit_code == 1
    assert "only with EVERNORMAL_DEMO=1" in answer.output
    assert db.session.execute(select(func.count()).select_from(Account)).scalar_one() == 0
