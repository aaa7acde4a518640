"""What the index in Elasticsearch has beside the contract of every index."""
