"""The one blueprint of this room's pages and the one of its JSON; the view files hang their routes on them."""

from flask import Blueprint

from core.api import api_blueprint

bp = Blueprint("operations", __name__)
api_bp = api_blueprint("operations", "Imports", "Files that come in: goods received, goods issued, needs")
ID = "int(max=9223372036854775807)"
