"""What we hold: areas, sites, receivers, items, batches, label codes and the ledger, the only writer of stock."""
