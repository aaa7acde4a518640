"""What a model takes for values, checked by what stands in and around it."""

import pytest

from pipeline.extract.values import with_checked_values
from pipeline.records import Mention


def label(text: str, found: str) -> tuple[str, str]:
    """Label and entity of a date that a model has found in a text."""
    start = text.index(found)
    (checked,) = with_checked_values(
        text, [Mention(start, start + len(found), "date", found, " ".join(found.split()))]
    )
    assert (checked.start, checked.end, checked.text) == (start, start + len(found), found)
    return checked.label, checked.entity


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in section 1301 of title 31", "1301"),
        ("in 10 U.S.C. Sec. 2307.", "2307"),
        ('"Sec. 2646. Restrictions', "2646"),
        ("See 29 U.S.C. 2601 et seq.", "2601"),
        ("sections 1998, 1999 and 2000 of", "2000"),
        ("meets at 2247 Rayburn.", "2247"),
        ("at 1999 Broadway", "1999"),
        ("2001 Pennsylvania Avenue", "2001"),
        ("Suite 1925", "1925"),
        ("H.R. 1999, a bill", "1999"),
        ("S. 1976", "1976"),
        ("H. Con. Res. 2001", "2001"),
        ("Pub. L. 1996", "1996"),
        ("on page 2001", "2001"),
        ("pp. 1990-1999", "1999"),
        ("Flight 1999 to Rome", "1999"),
        ("Rule 1915(e)", "1915"),
        ("§ 1983 claims", "1983"),
        ("some 1600 people", "1600"),
        ("ran 1500 meters", "1500"),
        ("of 1,999 members", "1,999"),
        ("IT60 X054 2811 1010\n0000 0123", "2811 1010\n0000 0123"),
        ("Bug 2003: it fails", "2003"),
        ("No. 1984", "1984"),
        ("it sold 2800 of them", "2800"),
        ("under section 1999 of it", "section 1999"),
        ("H.R. 2019 passed", "H.R. 2019"),
        ("Volume 143, Number 8 (Tuesday", "Number 8"),
        ("income on Form 1065, and", "Form 1065"),
        ("call 555-1234 now", "555-1234"),
        ("ISSN 1234-5678", "1234-5678"),
        ("Docket 2004-12-34-5678", "2004-12-34-5678"),
        ("No. 19031-13, filed", "19031-13"),
        ("779 F.2d at 70-71", "70-71"),
        ("a wall from 1200 B.C.", "1200"),
        ("ended in 1600 BCE", "1600"),
        ("in the 1990's and later", "1990"),
        ("week 2020-W05-3", "2020"),
        ("the file 2020-13-40", "2020"),
    ],
)
def test_numbers_of_laws_rooms_and_quantities_are_no_years(text: str, found: str) -> None:
    """They stay mentions, as plain numbers."""
    assert label(text, found)[0] == "cardinal"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("in 1999 they met", "1999"),
        ("the 2004 elections", "2004"),
        ("2005 was a good year", "2005"),
        ("in 1998 BC Hydro", "1998"),
        ("By 2100 the sea will", "2100"),
        ("in 1301 the king", "1301"),
        ("the Act of 1996, section 5", "1996"),
        ("Olympics 2012", "2012"),
        ("at 1995 prices", "1995"),
        ("(1998)", "1998"),
        ("In 2001 Rayburn said", "2001"),
        ("fiscal year 1997", "1997"),
        ("in 2008 P-H borrowed", "2008"),
        ("929 n.7 (D.C. 1985)", "1985"),
        ("in 1971 dollars", "1971"),
        ("2001, 2002", "2001, 2002"),
        ("last week", "last week"),
        ("the 1990s", "the 1990s"),
        ("1999-2000", "1999-2000"),
        ("the 1999/00 season", "1999/00"),
        ("12-10-2004", "12-10-2004"),
        ("on 9/11", "9/11"),
        ("the model 1968 Bullitt", "model 1968"),
        ("in calendar 2004", "calendar 2004"),
        ("May 2004", "May 2004"),
    ],
)
def test_years_and_other_dates_stay(text: str, found: str) -> None:
    """What nothing speaks against is what the model says it is."""
    assert label(text, found) == ("date", found)


def test_two_years_are_no_month() -> None:
    """A season has the form of a month; it stays a mention without a value."""
    assert label("the 2005-06 season", "2005-06") == ("date", "2005-06 ?")
    assert label("from 1914-18", "1914-18") == ("date", "1914-18 ?")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("section 1983 of title 42 says so", "42"),
        ("at 13190 SW 68th Parkway in Tigard", "68th"),
        ("on a bearing of 32° 34'S they met", "32° 34'S"),
    ],
)
def test_short_numbers_of_laws_streets_and_angles_are_no_dates(text: str, found: str) -> None:
    """A day or year of two digits has no law, street or degree beside it."""
    assert label(text, found)[0] == "cardinal"


@pytest.mark.parametrize(
    ("text", "found"), [("the summer of 42 was hot", "42"), ("on the 14th he left", "14th")]
)
def test_short_years_and_days_stay(text: str, found: str) -> None:
    """Without such a neighbour they may be what the model says."""
    assert label(text, found)[0] == "date"


def test_a_share_is_no_money() -> None:
    """A model takes "20 per cent" for an amount; cents are one."""
    for found, told in (
        ("20 per cent", "percent"),
        ("twenty percent", "percent"),
        ("3.5 %", "percent"),
        ("two percentage points", "percent"),
        ("20 cents", "money"),
        ("5 dollars per centner", "money"),
        ("$20", "money"),
    ):
        (checked,) = with_checked_values(found, [Mention(0, len(found), "money", found, found)])
        assert (checked.label, checked.entity) == (told, found)
