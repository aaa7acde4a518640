"""The query language: one tree, one parser; each index renders the tree in its own terms."""
