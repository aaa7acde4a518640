"""The ledger: the outcome of every document of every run, in a SQLite file."""
