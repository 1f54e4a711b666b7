"""Which modes a person may use a phone in at a site."""

from typing import Any

from core.access import MODE_NEEDS, Actor, Mode


def modes_at(actor: Actor, site: Any) -> list[Mode]:
    """The modes that the actor's rights open at a site (a row with id and area_path). A day pass names its modes."""
    return [mode for mode in MODE_NEEDS if actor.may_use(mode, path=site.area_path, site_id=site.id)]
