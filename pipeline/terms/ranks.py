"""Ranks: numbers and dates among values of any kind, as terms whose order is theirs.

The source's own fields and the results of users' stages are texts to an index, `money` is an amount
with its currency. A range over them is asked of the field `ranks`, which has for each such value
the name of its field, its kind, and a key of 16 digits.
"""

import math
import re
import struct
from collections.abc import Iterable, Iterator
from datetime import datetime

from pipeline.fields import publication_date

RANKS = "ranks"
LAST = (1 << 64) - 1
_NUMBER = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?(?:[eE][+-]?[0-9]{1,3})?")
_MONEY = re.compile(rf"({_NUMBER.pattern})(?: ?([A-Za-z]{{3}}))?")
# A year alone is a number; a time may follow.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:[Tt ][0-9:.,Zz+-]{2,30})?)?")
_SIGN = 1 << 63


def number(text: str) -> float | None:
    """The number that a text is, such as `3`, `-2.5` or `1e6`."""
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return value if math.isfinite(value) else None


def amount(text: str) -> tuple[float, str] | None:
    """The number and the currency ("" for none) of an amount of money, such as `5000 USD`."""
    if (match := _MONEY.fullmatch(text)) and (value := number(match[1])) is not None:
        return value, (match[2] or "").lower()
    return None


def key(value: float) -> int:
    """The place of a number among all numbers (IEEE 754, 64 bits), from 0."""
    bits: int = struct.unpack(">Q", struct.pack(">d", value + 0.0))[0]
    return LAST - bits if bits & _SIGN else bits | _SIGN


def moment_key(moment: datetime) -> int:
    """The place of a moment among all."""
    return key(float(int(moment.timestamp())))


def number_rank(name: str) -> str:
    """How the ranks of a field's numbers begin; of amounts of money those of a currency."""
    return f"{name}\x1fn"


def date_rank(name: str) -> str:
    """How the ranks of a field's dates begin."""
    return f"{name}\x1fd"


def ranks(name: str, values: Iterable[str]) -> Iterator[str]:
    """The ranks of a field's values, as far as they are numbers or dates."""
    for value in values:
        if (found := number(value)) is not None:
            yield f"{number_rank(name)}{key(found):016x}"
        elif _DATE.fullmatch(value) and (moment := publication_date(value.upper())) is not None:
            yield f"{date_rank(name)}{moment_key(moment):016x}"


def money_ranks(values: Iterable[str]) -> Iterator[str]:
    """The ranks of amounts of money: in any currency, and in their own."""
    for value in values:
        if (found := amount(value)) is not None:
            for name in ("money", f"money.{found[1]}"):
                yield f"{number_rank(name)}{key(found[0]):016x}"
