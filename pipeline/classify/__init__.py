"""Classification: what a document is about, by the labels of a taxonomy."""

from pipeline.classify.stage import ClassifyStage

__all__ = ["ClassifyStage"]
