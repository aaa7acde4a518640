"""A worker process: it takes batches from queues, runs its stages on them and reports."""
