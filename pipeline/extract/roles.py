"""Finds role words around a person's name: "Mr", "President", "striker", "Secretary of State"."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.extract.words import (
    ABBREVIATED,
    COURTESY,
    HONORIFICS,
    MODIFIERS,
    OFFICES,
    ORGANIZATION_ENDS,
    PLACE_ENDS,
    POST_NOMINALS,
)

_REACH = 48  # characters; "Secretary of State for Trade and Industry " has 42
TITLES = HONORIFICS | OFFICES
_OPENING = '(["“„‘'
# Words inside a role with which none begins.
_LINKS = frozenset({"of", "for", "the", "and"})
_OF = frozenset({"of", "for"})
_POST_NOMINAL = re.compile(
    r",?\s(MS?P|MEP|[QK]C|[QK]\.C\.|M\.D\.|Ph\.?D|Esq(?:uire|\.)?|[OMCKD]BE|CPA|J\.D\.)(?!\w)"
)
BENCHES = ("Judge", "Justice")
# A bench: "Edwards, Chief Judge, Sentelle and Randolph, Circuit Judges".
_BENCH = re.compile(
    r"(?:(?:,| and|, and)\s[A-Z][\w’'-]{1,20}){0,4}"
    r",\s((?:(?:Chief|Circuit|District|Senior|Associate|Presiding|Deputy)\s){0,2}(?:Judge|Justice))s?\b"
)
# "Hon JOHN TOLLIVER", as some parliaments write; "Hon Hai" is a firm.
HONOURABLE = re.compile(
    r"\bHon\s(?:(?:Dr|Sir|Dame)\s)?(?P<name>[A-Z'’-]{2,20}(?:\s[A-Z'’-]{2,20}){1,3})\b(?!\.)"
)
# Titles before a surname or a full name that things are named with too.
_PEERS = frozenset({"Lord", "Lady", "Sir", "Dame"})


def count_roles(words: list[str]) -> int:
    """How many of these folded words, from the first on, are role words.

    A title that is the last word is a name after another title ("Mr Major").
    """
    count, of = 0, False
    for number, word in enumerate(words[:8]):
        if word in TITLES:
            if number + 1 == len(words) and number and words[number - 1] in HONORIFICS:
                break
            count, of = number + 1, False
        elif count == number and count and word in ("of", "for"):
            of = True
        elif word not in MODIFIERS:
            break
        if of:
            count = number + 1  # "secretary of state"
    return count


def role_before(text: str, start: int) -> str:
    """The role words directly before an offset, unchanged; "" when there are none."""
    if start < 3 or not text[start - 1].isspace() or text[start - 2].isspace():
        return ""
    reach = max(0, start - _REACH)
    if not _may_end_role(text[max(reach, text.rfind(" ", reach, start - 1) + 1) : start - 1]):
        return ""  # the usual case, for speed
    before = text[reach : start - 1]
    opened = _opened(before)
    before = before[opened:]  # "the gentleman from Ohio (Mr. Kasich)"
    words = before[before.rfind("\n\n") + 1 :].split()
    if len(words) > 1 and start > _REACH and not opened:
        del words[0]  # perhaps cut in the middle
    first = len(words) - 1
    while first and words[first] not in _OF and words[first].casefold() in MODIFIERS:
        if words[first].casefold() in TITLES:
            break  # "Lord Justice"
        first -= 1
    if first < len(words) - 1:  # perhaps "Secretary of State"
        first -= words[first] in _OF
    if (
        not _goes_on(words[-1])
        or not is_title(words[first])
        or (first < len(words) - 1 and words[first + 1] not in _OF)
    ):
        return ""
    for number in range(first - 1, -1, -1):
        if not _goes_on(words[number]):
            break
        word = words[number].casefold().rstrip(".")
        if word in TITLES:
            first = number
        elif word not in MODIFIERS:
            break
        elif word not in _LINKS:
            first = number
    return " ".join(words[first:])


@lru_cache(maxsize=1 << 12)
def _may_end_role(chunk: str) -> bool:
    """Whether what stands between two blanks is or ends with a role word: "(Mr."."""
    chunk = chunk.split()[-1]  # there may be a line end in it
    low = chunk[_opened(chunk) :].casefold()
    return low in MODIFIERS or low.rstrip(".,") in TITLES


def _opened(text: str) -> int:
    """Where what follows the last opening bracket or quotation mark begins."""
    return max(map(text.rfind, _OPENING)) + 1


def _goes_on(word: str) -> bool:
    """Whether no sentence or phrase ends with a word: not with "Gen.", but with "keeper."."""
    return word[-1].isalnum() or (word[-1] == "." and word[:-1].casefold() in ABBREVIATED)


def role_after(text: str, end: int) -> str:
    """The letters directly after a person's name ("MP", "QC", "M.D."), unchanged; "" for none."""
    if text[end : end + 1] not in (" ", ","):
        return ""
    found = _POST_NOMINAL.match(text, end)
    return found[1] if found else ""


def has_benches(capitals: Iterable[str]) -> bool:
    """Whether a text with these words may have a mention for `on_bench`; few have."""
    return any(word.startswith(BENCHES) for word in capitals)


def on_bench(text: str, end: int) -> str:
    """The office of a judge directly after a name, in singular; "" for none."""
    if text[end : end + 1] != "," and text[end : end + 5] != " and ":
        return ""
    found = _BENCH.match(text, end)
    return " ".join(found[1].split()) if found else ""


def is_post_nominal(word: str) -> bool:
    """Whether a word after a name is a post-nominal title ("Esq.", "QC")."""
    low = word.casefold().replace(".", "").rstrip(",")
    return low in POST_NOMINALS and (word[:2].isupper() or len(low) > 2 or "." in word)


def is_titled_person(surface: str) -> bool:
    """Whether a span is a person with a title, and not a firm or place named with one.

    "Councillor Maren Tolliver" is a person, whatever the model's label is. "Mr. Price Group", "Imam
    Reza Shrine" and "Sheikh Zayed Road" are not.
    """
    if HONOURABLE.fullmatch(surface):
        return True
    title, *others = surface.split(None, 1) or [""]
    if (title.casefold().rstrip(".") not in COURTESY and title not in _PEERS) or not others:
        return False
    rest = others[0].split()
    if not 1 <= len(rest) <= 4:
        return False
    if not all(word[0].isupper() for word in rest):
        return False
    if title in _PEERS and not (len(rest) < 3 and rest[0].isalpha() and rest[0].istitle()):
        return False  # "Sir Isaac Newton School", "Lord & Taylor"
    last = rest[-1].casefold().rstrip(".,")
    return last not in ORGANIZATION_ENDS and last not in PLACE_ENDS and last not in TITLES


def is_courtesy(role: str) -> bool:
    """Whether role words end with a title that only people have ("Mr")."""
    return role[role.rfind(" ") + 1 :].casefold().rstrip(".") in COURTESY


def is_title(role: str) -> bool:
    """Whether role words end with a title or an office."""
    return role[role.rfind(" ") + 1 :].casefold().rstrip(".,") in TITLES
