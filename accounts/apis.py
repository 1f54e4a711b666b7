"""All JSON of this room, on one blueprint."""

from accounts import api, api_passes
from accounts.api import api_bp

APIS = (api, api_passes)
"""Imported so that their routes are on the blueprint."""

__all__ = ["APIS", "api_bp"]
