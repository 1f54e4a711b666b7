"""The one blueprint of this room's pages and the one of its JSON; the view files hang their routes on them."""

from flask import Blueprint

from core.api import api_blueprint

bp = Blueprint("reports", __name__)
api_bp = api_blueprint("reports")
api_bp.description = "Where goods are and went, and what is short"
