"""How the tests are shared out among processes."""

from xdist.scheduler import LoadScopeScheduling

WHOLE_FILES = ("tests/journeys/", "tests/served/")
"""Where the tests of a file share a server, a browser or a walk of all pages, which are dear to make."""


class Shares(LoadScopeScheduling):
    """Files that share something dear go whole to one process, and first; then every other test to whichever is free,
    so that both processes end at about the same time."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.split("::")[0] if nodeid.startswith(WHOLE_FILES) else nodeid
