"""The process that reads sources, publishes batches and records their outcomes in the ledger."""
