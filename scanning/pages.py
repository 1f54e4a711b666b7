"""All pages of this room, on one blueprint."""

from scanning import views_devices, views_inbox, views_phone
from scanning.web import bp

PAGES = (views_phone, views_inbox, views_devices)
"""Imported so that their routes are on the blueprint."""

__all__ = ["PAGES", "bp"]
