"""One table of months for texts, pages and the fields of sources."""

import pytest

from pipeline.months import month, months_of

WESTERN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru")


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("january", 1), ("feb", 2), ("märz", 3), ("maart", 3), ("avril", 4), ("mayo", 5),
        ("giugno", 6), ("lipca", 7), ("août", 8), ("sept", 9), ("okt", 10), ("listopada", 11),
        ("dez", 12), ("декабря", 12),
    ],
)  # fmt: skip
def test_a_month_of_several_languages_has_its_number(name: str, number: int) -> None:
    """In lower case and without its full stop."""
    assert months_of(WESTERN)[name] == number


def test_the_first_language_wins() -> None:
    """ "listopad" is November in Polish and October in Croatian."""
    assert months_of(("pl", "hr"))["listopad"] == month("listopad", "pl") == 11
    assert months_of(("hr", "pl"))["listopad"] == month("listopad", "hr") == 10


def test_other_languages_are_not_mixed_in() -> None:
    """Each user says which languages it reads."""
    assert "giugno" not in months_of(("en", "de"))
    assert "" not in months_of(WESTERN)
