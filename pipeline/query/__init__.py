"""The query language: a parser and a tree, which each index translates to its own queries."""
