"""Papers of a dispatch: picking list 拣货单, waybill 随货同行单 with delivery slip 签收单."""

from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from core.access import Permission, current_actor, requires
from core.qr import label_url, svg
from distribution import queries_dispatches
from distribution.proof_check import proof_of
from distribution.proof_words import proof_figures
from distribution.web import ID, bp
from distribution.words import item_name, name_of


@bp.get(f"/dispatches/<{ID}:dispatch_id>/picking-list")
@requires(Permission.VIEW_STOCK)
def picking_list(dispatch_id: int) -> ResponseReturnValue:
    return _paper("distribution/picking_list.html", dispatch_id)


@bp.get(f"/dispatches/<{ID}:dispatch_id>/waybill")
@requires(Permission.VIEW_STOCK)
def waybill(dispatch_id: int) -> ResponseReturnValue:
    return _paper("distribution/waybill.html", dispatch_id)


def _paper(template: str, dispatch_id: int) -> str:
    actor = current_actor()
    row: Any = queries_dispatches.dispatch(actor=actor, dispatch_id=dispatch_id)
    address = label_url(current_app.config["PUBLIC_URL"], row.code)
    return render_template(
        template,
        row=row,
        lines=queries_dispatches.dispatch_lines([row.id]),
        qr=svg(address),
        name_of=name_of,
        item_name=item_name,
        proof=proof_of(actor, row),
        proof_figures=proof_figures,
    )
