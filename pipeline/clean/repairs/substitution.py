"""Replacing what a pattern finds, with a record of each change."""

import re
from collections.abc import Callable

from pipeline.records import Repair

LONGEST_SHOWN = 200


def shown(text: str) -> str:
    """A text as a repair records it: cut at `LONGEST_SHOWN` characters."""
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def substitute(
    kind: str, pattern: re.Pattern[str], replacement: Callable[[str], str], text: str
) -> tuple[str, list[Repair]]:
    """Replace every match; the changes are returned as repairs of one kind."""
    if not pattern.search(text):
        return text, []
    repairs: list[Repair] = []

    def replace(match: re.Match[str]) -> str:
        before = match.group()
        after = replacement(before)
        if after != before:
            repairs.append(Repair(kind, match.start(), shown(before), shown(after)))
        return after

    return pattern.sub(replace, text), repairs


def remove(kind: str, pattern: re.Pattern[str], text: str) -> tuple[str, list[Repair]]:
    """Remove every match."""
    return substitute(kind, pattern, lambda _: "", text)
