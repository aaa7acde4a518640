"""Amounts in English words: "half a million pounds", "two billion dollars"."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.extract.patterns.amount import plain
from pipeline.extract.patterns.passage import Found, places

_NUMBERS = {
    "half a": "0.5", "a": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40",
    "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
    "a hundred": "100", "one hundred": "100", "two hundred": "200", "three hundred": "300",
    "four hundred": "400", "five hundred": "500",
}  # fmt: skip
_SCALES = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
_CURRENCIES = {
    "dollars": "USD", "US dollars": "USD", "U.S. dollars": "USD", "euros": "EUR", "euro": "EUR",
    "pounds": "GBP", "pounds sterling": "GBP",
}  # fmt: skip
# Words before it that change its value: another number or a part ("a quarter of a million",
# "one and a half million", "one in a million").
_SINGLE = "|".join(word for word in _NUMBERS if " " not in word and word != "a")
_BEFORE = re.compile(
    r"(?<![\w-])(?:half|quarter|third|quarters|thirds|and|in|point|to|or|hundred|thousand|million"
    rf"|billion|many|every|not|{_SINGLE})(?:\s+(?:of|a))?[\s-]*\Z|[0-9%.]\s*\Z|-\Z",
    re.IGNORECASE,
)
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER = re.compile(rf"(?<![\w-])({_WORDS})\Z".replace(" ", r"\s"), re.IGNORECASE)
_CURRENCY = re.compile(
    rf"(?:\s)({'|'.join(sorted(_CURRENCIES, key=len, reverse=True))})(?![\w-]| of )".replace(
        " of", r"\sof"
    ),
)
_LONGEST = 16  # characters of a number


def find(text: str) -> Iterator[Found]:
    """Amounts of which every word is known, and no word before changes the value."""
    if "illion" not in text:
        return  # the usual case, for speed
    for scale, factor in _SCALES.items():
        for place in places(text, scale):
            currency = _CURRENCY.match(text, place + len(scale))
            if not currency or not text[place - 1 : place].isspace():
                continue
            number = _NUMBER.search(text, max(0, place - 1 - _LONGEST), place - 1)
            if not number or _BEFORE.search(text, max(0, number.start() - 24), number.start()):
                continue
            value = Decimal(_NUMBERS[" ".join(number.group(1).lower().split())]) * factor
            code = _CURRENCIES[" ".join(currency.group(1).split())]
            yield Found(number.start(), currency.end(), f"{plain(value)} {code}")
