"""The embedded index: tantivy in a directory of this machine; one writer, no server."""
