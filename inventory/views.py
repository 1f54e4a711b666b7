"""All pages of this room, on one blueprint."""

from inventory import (
    stocktake_review,
    stocktake_views,
    views_acts,
    views_batches,
    views_bindings,
    views_catalogue,
    views_changes,
    views_gtins,
    views_labels,
    views_mixtures,
    views_places,
    views_rolls,
    views_stock,
)
from inventory.web import bp

PAGES = (
    stocktake_review,
    stocktake_views,
    views_acts,
    views_batches,
    views_bindings,
    views_catalogue,
    views_changes,
    views_gtins,
    views_labels,
    views_mixtures,
    views_places,
    views_rolls,
    views_stock,
)
"""Imported so that their routes are on the blueprint."""

__all__ = ["PAGES", "bp"]
