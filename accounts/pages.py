"""All pages of this room, on one blueprint."""

from accounts import views, views_own, views_people
from accounts.web import bp

PAGES = (views, views_own, views_people)
"""Imported so that their routes are on the blueprint."""

__all__ = ["PAGES", "bp"]
