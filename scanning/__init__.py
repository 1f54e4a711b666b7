"""The phone at the dock: what it holds offline, what it sends, and what a manager settles when two phones disagree."""
