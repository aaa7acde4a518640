"""The stored record of a document as it is shown."""

from collections.abc import Mapping
from typing import Any

from pipeline.fields import FOLDED_FIELDS, folded

REVERSAL = "reversal"
# The folded copies of fields only serve matching; the fields themselves are shown.
_HIDDEN = frozenset({REVERSAL, *(folded(field) for field in FOLDED_FIELDS)})


def shown_fields(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record without what only serves searches and undoing repairs."""
    return {name: value for name, value in stored.items() if name not in _HIDDEN}
