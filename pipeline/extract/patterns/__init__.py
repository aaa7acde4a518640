"""Finds values by patterns and checks them: addresses, numbers, amounts and dates."""

from pipeline.extract.patterns.finding import KINDS, Patterns, find
from pipeline.extract.patterns.passage import Passage

__all__ = ["KINDS", "Passage", "Patterns", "find"]
