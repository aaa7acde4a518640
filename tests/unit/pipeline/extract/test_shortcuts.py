"""What is asked first for speed never decides otherwise than the rules that it spares."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import no_names
from pipeline.extract.forms import Found
from pipeline.extract.no_names import Setting, likely
from pipeline.extract.patterns import denomination, money
from pipeline.extract.patterns.passage import Passage

SETTING = Setting(frozenset(), False, False, (), frozenset(), False, False, False, False)
BEFORE = ["", " ", "\n", "(", "© ", "32", "3 ", "> ", "x/", ":", " - ", "“", "$(", "Section "]
NAMES = [
    "Lena Ortiz", "Hi Lena", "Appellants Williams", "Sat", "Jan.", "VII", "Title", "SEC", "GB",
    "Bank of", "TCP_Server", "a::b", "Subject", "Lena Ortiz Image", "Spam:", "D-Mark", "deadbee1",
]  # fmt: skip
AFTER = [
    "",
    " ",
    "\n",
    ", ",
    ". ",
    ".\n",
    ": ",
    " : ",
    " 3",
    ".c",
    "(",
    " VII",
    "_x",
]


@given(st.sampled_from(BEFORE), st.sampled_from(NAMES), st.sampled_from(AFTER), st.booleans())
@settings(max_examples=60)
def test_a_plain_mention_is_one_that_no_rule_changes(
    before: str, name: str, after: str, in_text: bool
) -> None:
    """With and without the look that spares the rules, the same mentions are left."""
    before = f"He met {before}" if in_text else before
    text = f"{before}{name}{after}and so on"
    results = []
    for plain in (no_names._is_plain, lambda *_: False):
        with patch.object(no_names, "_is_plain", plain):
            mention = Found(len(before), len(before) + len(name), "person")
            results.append([(m.start, m.end) for m in likely(text, [mention], SETTING)])
    assert results[0] == results[1]


GAPS = ["", " ", "-", "\n", "\u00a0", " 1/2 ", "½ ", ",- ", " to 7 ", "-7 ", " (", ". "]
WORDS = [
    "million", "Mio.", "bn", "m", "MB", "dollars", "DOLLARS", "US dollars", "CAD", "euro", "Ft",
    "kr", "zł", "LIRASI", "lirası", "years", "percent", "of", "d'euros", "de euros", "crore",
    "rupees", "cents", "€", "$", "US$", "元", "рублей", "Kč", "pounds", "to 8", "Canadian", "x",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "und", "tr", "zh"])
@given(
    sign=st.sampled_from(["", "$", "€ ", "Rs. ", "USD ", "kr ", "in "]),
    gap=st.sampled_from(GAPS),
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
)
def test_numbers_that_are_passed_over_are_no_amounts(
    language: str, sign: str, gap: str, words: list[str]
) -> None:
    """With and without the look at the word behind a number, the same amounts are found."""
    passage = Passage(f"Paid {sign}5{gap}{' '.join(words)} then.", language)
    found = list(money.find(passage))
    with (
        patch.object(money, "_may_be_named", lambda *_: True),
        patch.object(denomination, "is_other_word", lambda *_: False),
    ):
        assert found == list(money.find(passage))
