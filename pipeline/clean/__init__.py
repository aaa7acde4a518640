"""Cleaning: from whatever the source gave to clean text, a title, a language and a hash."""

from pipeline.clean.learned import clean_text, learn
from pipeline.clean.stage import CleanStage

__all__ = ["CleanStage", "clean_text", "learn"]
