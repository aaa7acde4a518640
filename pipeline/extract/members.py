"""Members of a parliament in reports of its debates: forms of address, and their constituencies.

As Hansard writes them: "my hon. Friend the Member for Foyle", "Mr. David Wilshire (Spelthorne)".
"""

import re
from collections.abc import Sequence

from pipeline.extract.forms import Found
from pipeline.extract.labels import PERSON, PLACE_LABEL
from pipeline.extract.scan import overlaps

ADDRESSES = frozenset(
    {"Friend", "Friends", "Gentleman", "Gentlemen", "Lady", "Ladies", "Member", "Members"}
)
_HON = "on. "  # "hon. Friend", "Hon. Members"
_BEFORE_ADDRESS = (_HON, "onourable ", " learned ", " gallant ")
_WORD = r"[A-Z][\w'’-]+"
_TITLES = r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord)\b"
# "Rother Valley", "Stoke-on-Trent Central", "Folkestone and Hythe", "Birmingham, Erdington".
_SEAT = rf"(?!{_TITLES}){_WORD}(?:(?:,?\s{_WORD})|\s(?:and|of|upon|on|the)(?=\s[A-Zt])){{0,7}}"
# Who it is may follow: "the hon. Member for Bath (Wera Hobhouse)".
_WHO = rf"(?!{_TITLES}){_WORD}(?:\s[A-Z][\w.'’-]*){{1,4}}"
_MEMBER_FOR = re.compile(
    rf"\bMember\sfor\s(?:(?P<whole>{_SEAT})(?=\s\((?:(?P<who>{_WHO})\))?)"
    rf"|(?P<first>{_WORD}(?:\s{_WORD}){{0,3}}))"
)
# A member who begins to speak, on a line of his own or before a colon; the party may follow.
_SPEAKER = re.compile(
    rf"^(?:\d+\.\s)?(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame)\.?\s)?{_WORD}(?:\s[A-Z][\w.'’-]*){{0,4}}"
    rf"\s\((?P<seat>{_SEAT})\)(?:\s\([A-Z][\w/ -]{{1,10}}\))?(?=:|$)",
    re.MULTILINE,
)
# "Erdington) (Lab):" shows such a report by itself.
_PARTY = re.compile(r"[a-z]\)\s\([A-Z][A-Za-z/ ]{1,12}\):")


def is_address(text: str, start: int, end: int) -> bool:
    """Whether a mention is a form of address: "my right hon. Friend", "the hon. Lady"."""
    return text.endswith(_BEFORE_ADDRESS, 0, start) and text[start:end] in ADDRESSES


def with_seats(text: str, found: Sequence[Found]) -> list[Found]:
    """The mentions; constituencies are places, each whole, and who is behind one is a person.

    Only in texts that have a form of address or a speaker with a party: elsewhere a name in
    brackets after a person is a team, a firm or a country.
    """
    hon = _HON in text and any(_HON + address in text for address in ADDRESSES)
    if not hon and not (")" in text and _PARTY.search(text)):
        return [*found]
    members = [*_MEMBER_FOR.finditer(text)]
    seats = [m.span("whole" if m["whole"] else "first") for m in members]
    seats = sorted([*seats, *(match.span("seat") for match in _SPEAKER.finditer(text))])
    places = [Found(start, end, PLACE_LABEL) for start, end in seats]
    of_others = [m for m in found if not overlaps(m, seats)]
    offsets = sorted((m.start, m.end) for m in of_others)
    people = [Found(*m.span("who"), PERSON) for m in members if m["who"]]
    people = [m for m in people if not overlaps(m, offsets)]
    return sorted([*places, *people, *of_others], key=lambda m: m.start)
