"""The blueprint of this room's pages."""

from flask import Blueprint

bp = Blueprint("scanning", __name__)
