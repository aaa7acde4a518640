"""Credit lines at the end of a document: who gave the information, who reported, the source."""

import re
from collections.abc import Iterable

from pipeline.clean.edit import Edit
from pipeline.records import Repair

LAST_LINES = 3
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
    )\s+(?P<name>(?-i:[^\W\d_])[^()\[\]]*?)\s*[)\].*_]*""",
    re.IGNORECASE | re.VERBOSE,
)


class Credits:
    """Removes credit lines from the end; the stage keeps their names as metadata."""

    name = "credit"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """A removal for each of the last lines that gives credit."""
        edits: list[Edit] = []
        end = len(text)
        for _ in range(LAST_LINES):
            start = text.rfind("\n", 0, end) + 1
            if start == 0:  # what is left may be all there is
                break
            if not (name := credited(text[start:end])):
                break
            edits.append(Edit(start, end, "", f"credit to {name}"))
            end = len(text[:start].rstrip())
        return edits[::-1]


def credited(line: str) -> str:
    """Whom a line gives credit to; "" if it gives none."""
    if len(line) > LONGEST_LINE:
        return ""
    found = _CREDIT.fullmatch(line.strip())
    if found is None:
        return ""
    name = found["name"].strip(" .,;")
    return name if not name[:1].islower() and len(name.split()) <= LONGEST_NAME_WORDS else ""


def credit(repairs: Iterable[Repair]) -> str | None:
    """Whom the credit lines name that repairs removed."""
    names = [credited(repair.before) for repair in repairs if repair.name == Credits.name]
    return "; ".join(names) or None
