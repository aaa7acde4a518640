"""What commands show: tables, progress, documents, hits, JSON."""
