"""What all patterns promise, and how their mentions meet those of a model."""

import sys
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.overlap import merged, with_patterns
from pipeline.extract.patterns import KINDS, Passage, Patterns, find
from pipeline.fields import VALUE_FORMS, entity_values
from pipeline.records import Cleaned, Document, Entities, Locator, Mention, Metadata, Work

TEXT = (
    "Write to jane@example.org or see http://example.org/2005-03-04 (@jane, +44 20 7946 0018). "
    "Pay $5m on 13 May 2005 to GB82 WEST 1234 5698 7654 32, card 4111 1111 1111 1111 or "
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa."
)
# Pieces that patterns are made of, so that chance puts together what nearly fits.
PIECES = st.lists(
    st.sampled_from(
        ["@", "a", "B2", "1", "20", "2005", "0x", "bc1", " ", ".", ",", "-", "/", ":", "+", "(",
         ")", "$", "€", "EUR", "m", "million", "May", "Monday", "said on ", "last year", "GB82",
         "http://", "www.", "é", "\u0661", "\ud800", "\U0001f600", "\n", "4111",
         "d'euros", "\u00a0"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def work(text: str, published: str | None = None) -> Work:
    """A cleaned English document."""
    metadata = Metadata(published=published)
    document = Document("0" * 32, Locator("a"), "text/plain", None, "0" * 32, 1, metadata)
    return Work(document, Cleaned("", text, "en", "0" * 32))


def test_every_kind_is_found_once() -> None:
    """One text with one of each; an address that holds a date is only an address."""
    found = find(Passage(TEXT, "en"), KINDS)
    assert [one.label for one in found] == [
        "email", "url", "handle", "phone", "money", "date", "iban", "card", "crypto",
    ]  # fmt: skip
    assert find(Passage(TEXT, "en"), []) == []
    assert [one.label for one in find(Passage(TEXT, "en"), ["card", "url"])] == ["url", "card"]


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.one_of(st.text(), PIECES), language=st.sampled_from(["en", "fr", "es", "und"]))
def test_a_pattern_takes_any_text(kind: str, text: str, language: str) -> None:
    """It never raises; what it finds is in the text, in order, apart, with a value."""
    end = 0
    for one in find(Passage(text, language, date(2022, 5, 19), "GB"), [kind]):
        assert one.label == kind
        assert end <= one.start < one.end <= len(text)
        assert one.text == text[one.start : one.end]
        assert one.entity
        end = one.end


@given(PIECES)
def test_values_are_found_again(text: str) -> None:
    """A canonical value is itself of its kind, with the same value."""
    for one in find(Passage(text, "en"), KINDS):
        form = VALUE_FORMS.get(one.label)
        if form is None or form.fullmatch(one.entity):
            again = find(Passage(f"x {one.entity} x", "en"), [one.label])
            assert [found.entity for found in again] == [one.entity] or one.label == "date"


@pytest.mark.parametrize(
    "unit",
    ["1", "12 ", "1-", "1.", "1,111", "1 1", "@", "a@", "a.", "a@b.", "@a", "+1", "+", "(",
     "http://", "www.", "http://a.b)", "GB82", "GB82 ", "A1", "bc1q", "0x1f", "$", "$1", "1 m",
     "\n1", "030 ", "$1-", "Rs.1 ", "1 to ", "1 million to ",
     "a million pounds ", "DE89\n", "01.02.", "1941-06 ", "1941年", "5億",
     "May ", "1 May ", "said Monday ", "last year ", "2005-", "1/", "x" * 50 + "1"],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    """Four times the text, four times the calls; what a call looks at is bounded everywhere."""

    def calls(size: int) -> int:
        count = 0

        def tick(frame: object, event: str, argument: object) -> None:
            nonlocal count
            count += 1

        passage = Passage(unit * (size // len(unit)), "en", None, "GB")
        sys.setprofile(tick)
        try:
            find(passage, KINDS)
        finally:
            sys.setprofile(None)
        return count

    calls(500)  # loads what it needs
    assert calls(2_000) < 4.5 * calls(500) + 500


def test_a_document_brings_its_language_and_its_day() -> None:
    """The day is the one that the source names, whatever its time zone."""
    patterns = Patterns(["date"])
    text = "He died on Monday, 12 May. It was 3 May 2005."
    values = [one.entity for one in patterns.find(work(text, "2022-05-19T23:30:00-05:00"))]
    assert values == ["2022-05-12", "2005-05-03"]
    assert patterns.find(work(text, "no date"))[0].entity == "Monday, 12 May"
    assert Patterns([]).find(work(text)) == []
    assert patterns.find(work(text).evolve(cleaned=None)) == []


def test_a_fingerprint_tells_kinds_and_region() -> None:
    """In any order; a region counts only where telephone numbers are looked for."""
    assert Patterns(["url", "date"]).fingerprint == Patterns(["date", "url"]).fingerprint
    assert Patterns(["url"]).fingerprint != Patterns(["date"]).fingerprint
    assert Patterns(["url"], "GB").fingerprint == Patterns(["url"]).fingerprint
    assert Patterns(["phone"], "GB").fingerprint != Patterns(["phone"]).fingerprint


def mention(start: int, end: int, label: str) -> Mention:
    return Mention(start, end, label, "x", "x")


def test_a_pattern_wins_over_the_model() -> None:
    """Mentions of the model that overlap what a pattern has checked go."""
    email, money = mention(10, 20, "email"), mention(30, 35, "money")
    found = [
        mention(0, 5, "person"), mention(8, 22, "person"), mention(28, 36, "money"),
        mention(40, 45, "place"),
    ]  # fmt: skip
    assert with_patterns(found, [email, money]) == [found[0], email, money, found[3]]
    assert with_patterns(found, []) == found
    assert with_patterns([], [email]) == [email]


def test_a_date_inside_of_a_name_is_part_of_it() -> None:
    """The attacks of a day are an event; the day alone is the pattern's."""
    day, event = mention(4, 16, "date"), mention(4, 24, "event")
    assert with_patterns([event], [day]) == [event]
    assert with_patterns([mention(4, 16, "event")], [day]) == [day]
    assert with_patterns([mention(0, 16, "date")], [day]) == [day]


SPANS = st.lists(st.integers(0, 60), unique=True, max_size=12).map(sorted)


@given(SPANS, SPANS)
def test_merged_mentions_never_overlap(first: list[int], second: list[int]) -> None:
    """All of the first, in order, and as much of the second as has room."""
    a = [mention(*span, "a") for span in zip(first[::2], first[1::2], strict=False)]
    b = [mention(*span, "b") for span in zip(second[::2], second[1::2], strict=False)]
    made = merged(a, b)
    assert all(x.end <= y.start for x, y in pairwise(made))
    assert [one for one in made if one.label == "a"] == a
    for one in b:
        assert (one in made) != any(one.start < x.end and x.start < one.end for x in a)


def test_only_certain_values_become_fields() -> None:
    """A week or an open date is a mention; the index field has ISO dates and plain amounts."""
    mentions = (
        Mention(0, 1, "date", "last week", "last week"),
        Mention(2, 3, "date", "03/04/2005", "03/04/2005"),
        Mention(4, 5, "date", "May 2005", "2005-05"),
        Mention(6, 7, "date", "2004", "2004"),
        Mention(8, 9, "money", "a few euros", "a few euros"),
        Mention(10, 11, "money", "$1.5", "1.5 USD"),
        Mention(12, 13, "person", "Jane", "Jane"),
    )
    assert entity_values(Entities(mentions)) == {
        "dates": ["2005-05", "2004"],
        "money": ["1.5 USD"],
        "people": ["Jane"],
    }
