"""The index in a tantivy of this machine: one writer, no server."""
