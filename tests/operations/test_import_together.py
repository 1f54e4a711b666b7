"""The same file in several uploads that are committed at once becomes documents once."""

from concurrent.futures import ThreadPoolExecutor

from core.database import db
from core.errors import DomainError
from tests.factories import World
from tests.operations.import_files import commit, incoming, upload

PEOPLE = 4


def test_the_same_file_committed_by_several_people_at_once_is_recorded_once(world: World) -> None:
    content = incoming(("甲公司", "医用外科口罩", "", "个", 100))
    runs = [upload(world, "incoming", content, create_missing=True) for _ in range(PEOPLE)]
    db.session.rollback()

    def one(run_id: int) -> str:
        with world.app.app_context():
            try:
                commit(world, run_id)
            except DomainError as refused:
                return refused.code
            finally:
                db.session.remove()
        return ""

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = sorted(pool.map(one, runs))

    assert answers[0] == "" and len(set(answers[1:])) == 1 and answers[1] != ""
