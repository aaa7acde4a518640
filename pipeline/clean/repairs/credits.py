"""Marks credit lines at the end of a document: who reported, who gave the information."""

import re
from collections.abc import Iterable

from pipeline.clean.edit import Edit
from pipeline.clean.repairs.boilerplate import boilerplate_kind
from pipeline.records import Mark, Repair

LAST_LINES = 3
MOST_PASSED = 5  # lines of the site below the credits, such as a share button
LONGEST_LINE = 160  # characters
LONGEST_NAME_WORDS = 12
# English, and the forms of Spanish, French, German, Italian and Portuguese newspapers.
_CREDIT = re.compile(
    r"""[(\[*_—–-]*\s*(?:
      (?:(?:with|includes?|including|contains?|based\ on)\s+)?
      (?:(?:additional|further|more|some|original|contributing)\s+)?
      (?:information|reporting|reports?|contributions?|inputs?|material|files?|research|writing)
      \s+(?:from|by)
    | (?:written|edited|compiled|translated|reported|text|story|photos?|photographs?)\s+by
    | (?:source|sources|credit|credits|photo\s+credit)\s*:
    | con\s+(?:información|informaciones|datos|reportes)\s+de(?:l)?
    | (?:fuentes?|quellen?|fonti|fonte|fontes)\s*:
    | (?<=[(\[])avec(?:\s+les\s+informations\s+de)?
    | mit\s+(?:material|informationen)\s+(?:von|der|des)
    | con\s+informazioni\s+d[ai]
    | com\s+informações\s+d[aeo]s?
    )\s+(?P<name>(?-i:[^\W\d_])[^()\[\]]*?)\s*(?:[)\]*_]+\.?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_LAST_STOP = re.compile(r"(?<=\w\w)[.,;]+$")  # not after an initial


class Credits:
    """Marks credit lines at the end; the stage gives their names as metadata.

    They stay in the text, because the source of a table has the same form.
    """

    name = "credit"
    version = 2

    def edits(self, text: str) -> list[Edit]:
        """A removal that is not sure for each credit line at the end."""
        edits: list[Edit] = []
        end = len(text)
        for _ in range(LAST_LINES + MOST_PASSED):
            start = text.rfind("\n", 0, end) + 1
            if start == 0 or len(edits) == LAST_LINES:  # what is left may be all there is
                break
            line = text[start:end]
            if name := credited(line):
                edits.append(Edit(start, end, "", f"credit to {name}", Credits.name, sure=False))
            elif not boilerplate_kind(line):
                break
            end = len(text[:start].rstrip())
        return edits[::-1]


def credited(line: str) -> str:
    """The name in a credit line; "" if it is no credit line."""
    if len(line) > LONGEST_LINE:
        return ""
    found = _CREDIT.fullmatch(line.strip())
    if found is None:
        return ""
    name = _LAST_STOP.sub("", found["name"].strip(" ,;"))
    return name if not name[:1].islower() and len(name.split()) <= LONGEST_NAME_WORDS else ""


def credit(text: str, marks: Iterable[Mark], repairs: Iterable[Repair]) -> str | None:
    """The names in the credit lines of a text, both marked and removed ones."""
    lines = [text[mark.start : mark.end] for mark in marks if mark.kind == Credits.name]
    lines += [repair.before for repair in repairs if repair.name == Credits.name]
    return "; ".join(filter(None, map(credited, lines))) or None
