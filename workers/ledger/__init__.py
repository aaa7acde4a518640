"""The ledger: what became of every document of every run, in a SQLite file."""
