"""The pages of this room, gathered: importing them hangs their routes on the blueprint."""

from operations import views_direct, views_import_rows, views_import_setup, views_imports
from operations.blueprint import bp

__all__ = ["bp", "views_direct", "views_import_rows", "views_import_setup", "views_imports"]
