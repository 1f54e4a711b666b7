"""The pages of this room, gathered: importing them hangs their routes on the blueprint."""

from reports import navigation, views_code, views_home, views_lists, views_shortage
from reports.blueprint import bp

navigation.init_blueprint(bp)

__all__ = ["bp", "views_code", "views_home", "views_lists", "views_shortage"]
