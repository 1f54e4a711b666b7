"""All JSON of this room, on one blueprint."""

from scanning import api_inbox, api_phone, api_pictures
from scanning.api_phone import api_bp

APIS = (api_phone, api_pictures, api_inbox)
"""Imported so that their routes are on the blueprint."""

__all__ = ["APIS", "api_bp"]
