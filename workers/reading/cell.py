"""A value in a table of texts."""

import re
from typing import Any

import msgspec

# A spreadsheet takes a cell that begins so for a formula, and documents come from anyone (OWASP,
# CSV injection). A number with its sign does nothing.
_FORMULA = re.compile(r"(?![+-][0-9.,]+\Z)[=+\-@\t\r]")


def cell(value: Any) -> str:
    """A value as one text: those of a list between semicolons, what is deeper as JSON."""
    if value is None:
        return ""
    deeper = (dict, list, tuple)
    if isinstance(value, list | tuple) and not any(isinstance(one, deeper) for one in value):
        return "; ".join(map(str, value))
    if isinstance(value, dict | list | tuple):
        return msgspec.json.encode(value).decode()
    return str(value)


def harmless_cell(value: Any) -> str:
    """A value as a cell of a CSV file that no spreadsheet takes for a formula."""
    text = cell(value)
    return f"'{text}" if _FORMULA.match(text) else text
