"""The JSON of this room, gathered: importing it hangs the routes on the blueprint."""

from operations import api_direct, api_imports
from operations.blueprint import api_bp

__all__ = ["api_bp", "api_direct", "api_imports"]
