"""What happens to a document: sources, stages, records and the contract of an index.

This package uses no queue, no server and no environment variable; `workers` runs it with these.
From Python, `analyze` and `Analyzer` run the stages directly.
"""

from pipeline.analyzer import Analyzer, analyze

__all__ = ["Analyzer", "analyze"]
