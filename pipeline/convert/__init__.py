"""The stage that makes text of files: one converter for each kind of them."""

from pipeline.convert.stage import ConvertStage

__all__ = ["ConvertStage"]
