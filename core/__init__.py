"""What every room needs and that knows no domain: database, transaction, values, errors, access, spreadsheets, QR."""
