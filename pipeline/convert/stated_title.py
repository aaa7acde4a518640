"""Titles that a file states: what a program put there by itself is none."""

import re

# What programs call a document that its author gave no title.
_PLACEHOLDER = re.compile(
    r"(?:untitled|unbenannt|sans titre|sin título|no title|title|titel)(?:[ _-]?document)?[ _-]?\d*"
    r"|(?:document|dokument|doc|book|mappe|classeur|slide|presentation|präsentation"
    r"|présentation)[ _-]?\d+"
    r"|(?:microsoft )?power ?point[ -](?:presentation|präsentation)|slide title|\(?anonymous\)?",
    re.IGNORECASE,
)
_PRINTED_FROM = re.compile(
    r"^Microsoft (?:Office )?(?:Word|Excel|PowerPoint|Publisher|Outlook)\s+-\s+", re.IGNORECASE
)


def stated_title(stated: str | None) -> str | None:
    """The title that a file's properties hold; None if a program made it up.

    `Microsoft Word - Report` is how the printer drivers of Office call what they print.
    """
    title = _PRINTED_FROM.sub("", " ".join((stated or "").split()))
    return None if not title or _PLACEHOLDER.fullmatch(title) else title
