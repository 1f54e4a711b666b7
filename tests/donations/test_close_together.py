"""Closing a consignment while its goods are received: either nothing came of it, or it is not cancelled."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from core.database import db
from core.errors import DomainError
from core.transaction import transaction
from donations import services_status
from donations.models import Consignment, GoodsReceipt
from donations.values import ConsignmentStatus
from tests.donations.makers import accept, allocation, of, register
from tests.factories import NOW, World


def test_a_cancelled_consignment_has_no_receipt_however_many_act_at_once(world: World) -> None:
    made = register(world, allocation(world))
    db.session.rollback()

    def one(number: int) -> None:
        with world.app.app_context():
            try:
                if number % 2:
                    accept(world, made, of(made, 10))
                else:
                    with transaction():
                        services_status.close(
                            actor=world.actors["staff"], now=NOW, consignment_id=made.id, reason="not coming"
                        )
            except DomainError:
                pass
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(6)))

    status = db.session.execute(select(Consignment.status).where(Consignment.id == made.id)).scalar_one()
    came = db.session.execute(select(func.count(GoodsReceipt.id))).scalar_one()
    assert (status == ConsignmentStatus.CANCELLED.value) == (came == 0)
