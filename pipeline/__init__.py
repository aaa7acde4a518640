"""What happens to a document: sources, stages, records and the contract of an index.

This package uses no queue, no server and no environment variable; `workers` runs it with these.
From Python, `analyze` and `Analyzer` run the stages directly.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.analyzer import Analyzer, analyze

__all__ = ["Analyzer", "analyze"]


def __getattr__(name: str) -> Any:
    """Load the stages' machinery when it is first asked for: a search needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline import analyzer

    return getattr(analyzer, name)
