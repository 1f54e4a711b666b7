"""All pages of this room, on one blueprint."""

from accounts import views, views_own, views_passes, views_passes_join, views_people
from accounts.web import bp

PAGES = (views, views_own, views_people, views_passes, views_passes_join)
"""Imported so that their routes are on the blueprint."""

__all__ = ["PAGES", "bp"]
