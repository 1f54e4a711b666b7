"""Everything that goes out: requests, reservations, picking, dispatches, deliveries, hand-outs, returns."""
