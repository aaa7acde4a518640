"""The process that reads sources, publishes batches and enters in the ledger how they ended."""
