"""Extraction: the names in the clean text."""

from pipeline.extract.stage import ExtractStage

__all__ = ["ExtractStage"]
