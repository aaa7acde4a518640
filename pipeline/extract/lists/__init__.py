"""Names without a model: what lists and the forms of names give, in every language.

Precision comes first: `docs/explanation/languages.md` has the figures.
"""

from pipeline.extract.lists.finding import find

__all__ = ["find"]
