"""In whatever order a database gives its rows, every page of the demo and every file of its lists reads the same."""

import re
from collections import Counter
from collections.abc import Iterator

from flask import Flask, current_app
from flask.testing import FlaskClient

from core.clock import utc_now
from core.transaction import transaction
from operations import demo
from operations.commands_demo import SCENES
from operations.demo_teller import PASSWORD
from tests.support.crawl import kind_of, links
from tests.support.row_order import turned_round

_KEY = re.compile(r"[0-9a-f]{32}")
"""Every form has its own, each time."""
_NEVER_THE_SAME = re.compile(r"^/api/v1/phone$|^/passes/\d+/screen$")
"""What gives a phone its key and the moment; what counts the seconds until its code changes."""
_FILES = "movements stock-at consignments requests receipts dispatches deliveries hand-outs returns".split()


def shown(client: FlaskClient, address: str) -> str:
    """What a page or a file says; nothing of what is no text."""
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code < 500, (address, answer.text)
    return _KEY.sub("", answer.text) if answer.mimetype.startswith(("text/", "application/json")) else ""


def read_both_ways(client: FlaskClient) -> Iterator[tuple[str, bool]]:
    """One page of each kind that links lead to, every list as a file and in the API, with whether it says the same with
    its rows turned round."""
    told = client.get("/api/openapi.json").json["paths"]
    lists = [path for path, acts in told.items() if "get" in acts and "{" not in path]
    files = [f"/export/{name}.csv?site=WC-COUNTY" for name in _FILES]
    waiting, looked = ["/", *files, *lists], Counter[str]()
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        looked[kind_of(address)] += 1
        if looked[kind_of(address)] > 1 or _NEVER_THE_SAME.search(address):
            continue
        first = shown(client, address)
        with turned_round():
            turned = shown(client, address)
        yield address, turned in (first, shown(client, address) if turned != first else first)  # a minute may end
        new = [link for link in links(first, f"http://localhost{address}") if link not in seen]
        seen.update(new)
        waiting.extend(new)


def test_every_page_of_the_demo_reads_the_same_with_its_rows_turned_round(app: Flask) -> None:
    with transaction():
        demo.load(now=utc_now(), further=current_app.extensions[SCENES])
    client = app.test_client()
    client.post("/sign-in", data={"username": "manager", "password": PASSWORD})

    read = dict(read_both_ways(client))

    assert [address for address, same in read.items() if not same] == []
    assert len(read) > 80
