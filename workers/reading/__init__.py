"""What people read, at a terminal or in a browser: hits, documents, their originals, and advice."""
