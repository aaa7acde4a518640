"""Quality signals and the policies that filter by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.policy import POLICIES, Policy
from pipeline.clean.signals import SIGNALS, measure
from pipeline.errors import ConfigurationError

PROSE = "The talks are to go on in May, and the town that is to host them has begun to clean up."


@pytest.mark.parametrize(
    ("text", "signal", "value"),
    [
        ("one two\nthree\n\nfour", "words", 4),
        ("one three", "word-length", 4),
        ("a # b ... c", "symbol-share", 0.4),
        ("in 2022", "digit-share", 0.6667),
        ("word 2nd 3 --", "letter-share", 0.5),
        ("The end of it", "stop-share", 0.75),
        ("• one\n• two\nthree", "bullet-share", 0.6667),
        ("one...\ntwo…\nthree\nfour", "ellipsis-share", 0.5),
        ("One.\nTwo", "sentence-share", 0.5),
        ("one\none\none\ntwo", "repeated-lines", 0.5),
        ("a bc d a bc", "top-pair-share", 0.8571),
        ("a b c d", "top-pair-share", 0),
        ("a b c d e a b c d e", "repetition", 0.1667),
        ("one", "repetition", 0),
        ("f() { }", "braces", 2),
    ],
)
def test_signals_count_what_they_say(text: str, signal: str, value: float) -> None:
    """Each signal on a text small enough to count by hand."""
    assert measure(text, "en")[signal] == value


def test_stop_words_are_those_of_the_language() -> None:
    """Where a language's are not known, there is no such signal."""
    assert measure("le chat et la souris", "fr")["stop-share"] == 0.6
    assert "stop-share" not in measure("le chat et la souris", "und")
    assert measure("", "en") == {}


@given(st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool))
def test_any_text_has_every_signal(text: str) -> None:
    """Shares lie in 0 to 1, except those by words (symbols) and of pairs that overlap."""
    signals = measure(text, "en")
    assert set(signals) == set(SIGNALS)
    assert all(value >= 0 for value in signals.values())
    shares = {name for name in SIGNALS if name.endswith(("-share", "lines"))}
    assert all(signals[name] <= 1 for name in shares - {"symbol-share", "top-pair-share"})
    assert 0 <= signals["repetition"] <= 1


@pytest.mark.parametrize(
    ("policy", "filters", "text", "reason"),
    [
        ("", {}, "x", None),
        ("gopher", {}, "Too short.", "words"),
        ("gopher", {}, " ".join(f"{PROSE} {number}" for number in range(9)), "repetition"),
        ("gopher", {"words": [1, None]}, PROSE, None),
        ("c4", {}, f"{PROSE} {{code}}.", "braces"),
        ("", {"digit-share": [None, 0.5]}, "1999 2000 x", "digit-share"),
        ("", {"stop-share": [0.9, None]}, PROSE, "stop-share"),
    ],
)
def test_a_policy_names_the_signal_that_is_out_of_range(
    policy: str, filters: dict[str, list[float | None]], text: str, reason: str | None
) -> None:
    """Filters of one's own go before those of a named policy; without any, all stays."""
    assert Policy(policy, filters).reason(measure(text, "en")) == reason


def test_a_signal_that_is_not_known_filters_nothing() -> None:
    """A text in a language without stop words is not judged by them."""
    assert Policy(filters={"stop-share": [0.9, None]}).reason(measure(PROSE, "und")) is None


def test_policies_name_signals_that_there_are() -> None:
    """Named policies use the same names as users do."""
    assert {signal for policy in POLICIES.values() for signal in policy} <= set(SIGNALS)


@pytest.mark.parametrize(
    ("policy", "filters", "message"),
    [
        ("goper", {}, "there are gopher, c4"),
        ("", {"word": [1, 2]}, "there are words"),
        ("", {"words": [1]}, "two limits"),
        ("", {"words": "12"}, "two limits"),
        ("", {"words": [1, "2"]}, "two limits"),
    ],
)
def test_a_wrong_policy_is_refused(
    policy: str, filters: dict[str, list[float]], message: str
) -> None:
    """Unknown names list the known ones; limits come in pairs."""
    with pytest.raises(ConfigurationError, match=message):
        Policy(policy, filters)
