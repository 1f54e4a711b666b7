"""All kinds of action, each registered by its own file."""

from scanning import kinds_documents, kinds_stock
from scanning.registry import KINDS

FILES = (kinds_stock, kinds_documents)
"""Imported so that their kinds are known."""

__all__ = ["FILES", "KINDS"]
