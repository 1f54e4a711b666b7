"""Reads across all rooms: trace, shortage, stock at a moment, the ledger as files, overview pages, exports."""
