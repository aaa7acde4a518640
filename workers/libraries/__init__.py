"""Undocumented behaviour of libraries on which docmill relies: one file for each library.

Each has a contract test in `tests/contract/test_library_insides.py`.
"""
