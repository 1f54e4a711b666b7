"""Everything that comes in with provenance: donors, donations, state allocations, purchases, goods receipts."""
