"""Where and when the work happens: producer, ledger, Celery tasks, adapters, command line."""
