"""What `search` counts over all that it finds: options, and the line of JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pipeline.errors import ConfigurationError

if TYPE_CHECKING:
    from pipeline.index import Facets, SearchResult

DATES = "published"


def chosen(wants_all: bool, names: Sequence[str], size: int, like: str | None) -> "Facets | None":
    """The facets that the options ask for; None for none.

    `names`: as fields are written in queries; `published` or `date` is the histogram alone.

    Raises:
        ConfigurationError: a name is none of a facet, or a pattern is for no facet.
    """
    from pipeline.fields import FACET_FIELDS, USUAL_FACETS
    from pipeline.index import Facets
    from pipeline.query.names import field_name

    fields = [field_name(name.strip()) or name for name in names]
    for name, field in zip(names, fields, strict=True):
        if field not in (*FACET_FIELDS, DATES):
            raise ConfigurationError(
                f"--facet {name}: choose one of {', '.join((*FACET_FIELDS, DATES))}"
            )
    shown = tuple(dict.fromkeys(field for field in fields if field != DATES))
    if like is not None and not shown:
        raise ConfigurationError("--facet-like needs --facet, such as --facet person")
    if names:
        return Facets(shown, size, like or "", dates=DATES in fields)
    return Facets(USUAL_FACETS, size) if wants_all else None


def as_json(found: "SearchResult") -> dict[str, Any]:
    """The total, the facets and the histogram as the last line of JSON has them."""
    dates = found.dates
    return {
        "total": found.total,
        "facets": {
            field: [{"value": value, "documents": count} for value, count in values]
            for field, values in found.facets.items()
        },
        "dates": dates
        and {
            "unit": dates.unit,
            "bars": [{"value": name, "documents": count} for name, count in dates.bars],
            "undated": dates.undated,
        },
    }
