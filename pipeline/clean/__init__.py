"""Cleaning: makes clean text, a title, a language and a hash of what the source gave."""

from pipeline.clean.learned import clean_text, learn
from pipeline.clean.stage import CleanStage

__all__ = ["CleanStage", "clean_text", "learn"]
