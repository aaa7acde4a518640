"""A worker process: it takes batches from queues, runs stages on them and reports."""
