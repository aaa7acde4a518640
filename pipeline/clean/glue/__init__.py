"""Glued words: `Ministryof Health` is repaired to `Ministry of Health`."""

from pipeline.clean.glue.splitter import Splitter

__all__ = ["Splitter"]
