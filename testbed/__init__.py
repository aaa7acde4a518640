"""What tests and benchmarks both start: a broker, an Elasticsearch, docmill with small stages."""
