"""Addresses of other rooms' pages, from one place. A page that this application does not have opens nothing."""

from typing import Any

from flask import current_app, request, url_for


def to(endpoint: str, **values: Any) -> str:
    """The address of an endpoint, or of the page that is open where there is none."""
    known = endpoint in current_app.view_functions
    return (
        url_for(endpoint, **{key: value for key, value in values.items() if value is not None})
        if known
        else request.path
    )


def batch(batch_id: int) -> str:
    """The page of a batch."""
    return to("inventory.batch", batch_id=batch_id)


def posting(posting_id: int) -> str:
    """The page of a posted document."""
    return to("inventory.posting", posting_id=posting_id)


def requests(item_name: str) -> str:
    """Approved requests of an item."""
    return to("distribution.requests", status="approved", q=item_name)


def stock(item_code: str) -> str:
    """Usable stock of an item."""
    return to("inventory.stock", item=item_code, state="usable")


def incoming(item_name: str) -> str:
    """Open consignments of an item."""
    return to("donations.consignments", q=item_name)
