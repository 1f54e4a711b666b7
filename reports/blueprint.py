"""The one blueprint of this room's pages and the one of its JSON; the view files hang their routes on them."""

from flask import Blueprint, Response, request

from core.api import api_blueprint
from reports import links

bp = Blueprint("reports", __name__)
api_bp = api_blueprint("reports", "Trace and shortage", "Where goods are and went, and what is short")

_NOT_FOR_SEARCH_ENGINES = ("/trace", "/b/", "/B/", "/api/v1/trace")


@bp.after_app_request
def _noindex(response: Response) -> Response:
    """No page of a code, found or not, belongs in a search engine."""
    if request.path.startswith(_NOT_FOR_SEARCH_ENGINES):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@bp.context_processor
def _links() -> dict[str, object]:
    return {"links": links}
