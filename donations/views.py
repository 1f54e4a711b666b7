"""The pages of incoming goods: each module adds its routes to the one blueprint."""

from donations import views_consignments, views_donors, views_new, views_receive
from donations.web import bp

MODULES = (views_consignments, views_new, views_receive, views_donors)

__all__ = ["MODULES", "bp"]
