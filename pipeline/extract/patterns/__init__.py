"""What follows a rule of writing: addresses, numbers, amounts and dates, each checked."""

from pipeline.extract.patterns.finding import KINDS, Patterns, find
from pipeline.extract.patterns.passage import Passage

__all__ = ["KINDS", "Passage", "Patterns", "find"]
