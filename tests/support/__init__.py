"""What tests borrow from the machine: a PostgreSQL server and a Chromium."""
