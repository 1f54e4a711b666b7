"""What waits today: only within the right, the most pressing first, in one statement."""

import re
from datetime import timedelta

from sqlalchemy import event

from core.database import db
from core.transaction import transaction
from distribution import services_requests
from distribution.values import NewRequest, NewRequestLine, Priority
from inventory.values import BatchState
from reports.today import TaskKind, tasks
from tests.factories import NOW, TODAY, World, key
from tests.reports import stories


def ask(world: World, priority: Priority = Priority.NORMAL) -> None:
    new = NewRequest(
        receiver_id=world.receiver("village"),
        occurred_on=TODAY,
        priority=priority,
        lines=(NewRequestLine(world.items["mask"], 10, "个"),),
    )
    with transaction():
        services_requests.send(actor=world.actors["staff"], now=NOW, key=key(), new=new)


def kinds(world: World, who: str) -> list[tuple[TaskKind, int]]:
    return [(task.kind, task.count) for task in tasks(actor=world.actors[who], today=TODAY)]


def test_the_most_pressing_stands_first_and_only_what_waits(world: World) -> None:
    ask(world)
    ask(world, Priority.LIFE)
    batch = world.batch(quantity=50, expires_on=TODAY + timedelta(days=3))
    world.batch(quantity=5, state=BatchState.HELD)
    stories.dispatch(world, batch.id, 5, receiver_id=world.receiver("village"))

    assert kinds(world, "manager") == [
        (TaskKind.LIFE, 1),
        (TaskKind.CONFIRM, 1),
        (TaskKind.DECIDE, 1),
        (TaskKind.EXPIRING, 1),
        (TaskKind.HELD, 1),
    ]
    assert kinds(world, "village") == [(TaskKind.CONFIRM, 1)]
    assert kinds(world, "staff_nantian") == []
    assert kinds(world, "auditor") == []


def test_the_tasks_are_one_statement(world: World) -> None:
    seen: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    tasks(actor=world.actors["manager"], today=TODAY)

    assert len([each for each in seen if "SELECT" in each.upper()]) == 1


def test_every_task_leads_somewhere(world: World) -> None:
    ask(world)
    world.batch(quantity=5, state=BatchState.HELD)

    page = world.client("manager").get("/").text

    assert "1 request to decide" in page
    assert "1 batch is held" in page and "/stock?state=held" in page


def test_a_delivery_to_confirm_leads_to_where_it_is_confirmed(world: World) -> None:
    batch = world.batch(quantity=50)
    dispatch_id = stories.dispatch(world, batch.id, 5, receiver_id=world.receiver("village")).id
    village = world.client("village")

    assert 'href="/deliveries"' in re.sub(r"(?s)<nav.*?</nav>", "", village.get("/").text)
    assert f'href="/dispatches/{dispatch_id}/deliver"' in village.get("/deliveries").text


def test_the_page_of_the_api_keeps_to_the_strict_policy(world: World) -> None:
    page = world.client().get("/api/docs")

    assert page.status_code == 200 and 'data-spec="/api/openapi.json"' in page.text
    assert "<script>" not in page.text and "onclick" not in page.text and "style=" not in page.text
