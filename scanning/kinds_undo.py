"""The kind that takes back an earlier one of the same person."""

from scanning import services_undo
from scanning.registry import Kind, register
from scanning.schemas_kinds import UndoDataSchema

register(Kind("undo", None, UndoDataSchema(), services_undo.undo))
