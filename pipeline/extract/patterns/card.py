"""Numbers of payment cards; the value is without blanks and hyphens."""

import re
from collections.abc import Iterator

from pipeline.extract.patterns.passage import Found, Passage

_CANDIDATE = re.compile(r"(?<![\w+.,/-])[0-9](?:[ -]?[0-9]){11,18}(?![\w/-])(?![.,][0-9])")
# First and last prefix and lengths of numbers, by the published rules of the networks that issue
# cards now; the general structure is in ISO/IEC 7812.
_NETWORKS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (4, 4, frozenset({13, 16, 19})),  # Visa
    (51, 55, frozenset({16})),  # Mastercard
    (2221, 2720, frozenset({16})),
    (34, 34, frozenset({15})),  # American Express
    (37, 37, frozenset({15})),
    (6011, 6011, frozenset({16, 19})),  # Discover
    (644, 659, frozenset({16, 19})),
    (3528, 3589, frozenset({16, 19})),  # JCB
    (62, 62, frozenset({16, 17, 18, 19})),  # UnionPay
    (300, 305, frozenset({14})),  # Diners Club
    (36, 36, frozenset({14})),
    (38, 39, frozenset({14})),
    (2200, 2204, frozenset({16})),  # Mir
)
# The groups of numbers on cards; other groups are tables or telephone numbers.
_GROUPS = frozenset(
    {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2),
     (4, 4, 4, 4, 3), (6, 13)}
)  # fmt: skip


def find(passage: Passage) -> Iterator[Found]:
    """Numbers with the prefix, length, groups and check digit of a network's cards."""
    text, end = passage.text, 0
    for start, first in passage.digits:
        # A card's first group has 4 or 6 digits, or all of them.
        match = start >= end and first - start >= 4 and _CANDIDATE.match(text, start)
        if not match:
            continue
        end = match.end()
        groups = match.group().replace("-", " ").split(" ")
        number = "".join(groups)
        if (len(groups) == 1 or tuple(map(len, groups)) in _GROUPS) and is_card(number):
            yield Found(start, end, number)


def is_card(number: str) -> bool:
    """Whether prefix and length are those of a network, and the check digit is right."""
    return any(
        low <= int(number[: len(str(low))] or 0) <= high and len(number) in lengths
        for low, high, lengths in _NETWORKS
    ) and luhn(number)


def luhn(number: str) -> bool:
    """The Luhn algorithm, ISO/IEC 7812-1, annex B."""
    even = sum(map(int, number[-1::-2]))
    odd = sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (even + odd) % 10 == 0
