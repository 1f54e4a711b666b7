"""Use cases that cross incoming and outgoing: file imports, direct delivery past the store, the demo county."""
