"""The index in an Elasticsearch."""
