"""Cleaning: from whatever the source gave to clean text, a title, a language and a hash."""

from pipeline.clean.learned import learn
from pipeline.clean.repairs import clean_text
from pipeline.clean.stage import CleanStage

__all__ = ["CleanStage", "clean_text", "learn"]
