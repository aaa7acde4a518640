"""What happens to a document: sources, stages, records and the contract of an index.

This package knows no queue, no server and no environment variable; `workers` runs it. From Python,
`analyze` and `Analyzer` run the stages without either.
"""

from pipeline.analyzer import Analyzer, analyze

__all__ = ["Analyzer", "analyze"]
