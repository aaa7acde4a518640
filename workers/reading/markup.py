"""The templates of pages: all that is put into one is escaped, and made harmless before."""

from functools import cache
from typing import TYPE_CHECKING, Any

from workers.reading.findings import change
from workers.reading.plain_text import harmless, readable

if TYPE_CHECKING:
    from jinja2 import Environment

# The labels that have a colour of their own; any other may be of a user's own model.
COLOURED = ("person", "organization", "place", "group")


@cache
def environment(package: str) -> "Environment":
    """The templates of a package, which may use those of this one."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("workers.reading")]),
        autoescape=True,
        finalize=_harmless,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(change=change, kind=kind, readable=readable)
    return made


def _harmless(value: Any) -> Any:
    if type(value) is str:
        return harmless(value)
    # What is marked as markup was made by a template, which has come through here already.
    return value if not isinstance(value, str) or hasattr(value, "__html__") else harmless(value)


def kind(label: str) -> str:
    """The CSS class for a label."""
    return label if label in COLOURED else "other"
