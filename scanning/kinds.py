"""All kinds of action, each registered by its own file."""

from scanning import kinds_codes, kinds_documents, kinds_labels, kinds_stock, kinds_stocktake, kinds_undo
from scanning.registry import KINDS

FILES = (kinds_codes, kinds_stock, kinds_documents, kinds_labels, kinds_stocktake, kinds_undo)
"""Imported so that their kinds are known."""

__all__ = ["FILES", "KINDS"]
