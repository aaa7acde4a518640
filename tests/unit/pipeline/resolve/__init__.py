"""Tests of the resolution of names by an archive."""
