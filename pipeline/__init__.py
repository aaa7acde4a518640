"""What happens to a document: sources, stages, records and the contract of an index.

This package knows no queue, no server and no environment variable; `workers` runs it.
"""
