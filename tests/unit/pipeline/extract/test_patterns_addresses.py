"""E-mail and web addresses, handles and telephone numbers in a text."""

import pytest

from pipeline.errors import ConfigurationError
from pipeline.extract.patterns import Passage, Patterns, find


def values(text: str, kind: str, region: str = "") -> list[str]:
    """The canonical values of a kind; what stands in the text is at its offsets."""
    found = find(Passage(text, "en", region=region), [kind])
    assert all(text[one.start : one.end] == one.text for one in found)
    return [one.entity for one in found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Write to Jane.Doe@Example.ORG.", "jane.doe@example.org"),
        ("<o'brien+news@mail.example.co.uk>", "o'brien+news@mail.example.co.uk"),
        ("mailto:a@b-c.de?subject=x", "a@b-c.de"),
        ("'quoted@example.com'", "quoted@example.com"),
        ("чат: ivan@example.xn--p1ai", "ivan@example.xn--p1ai"),
    ],
)
def test_an_email_address_is_found(text: str, value: str) -> None:
    """Addresses are found in brackets and sentences; the value is in lower case."""
    assert values(text, "email") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "5 apples @ 3 euros", "logo@2x.png", "me@localhost", "a..b@example.org", "@example.org",
        "a@-x.org", "a@b.c@d.org.", "a@example.1", "a@x.o", "x@@example.org",
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_left(text: str) -> None:
    """A name of a file, a host without a domain, a local part that no server takes."""
    assert values(text, "email") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("see http://Example.org/Path?q=1#top.", "http://example.org/Path?q=1#top"),
        ("(https://en.example.org/wiki/Foo_(bar))", "https://en.example.org/wiki/Foo_(bar)"),
        ("HTTPS://EXAMPLE.ORG:443/", "https://example.org"),
        ("http://example.org:8080/x", "http://example.org:8080/x"),
        ("at www.Example.co.uk, they", "www.example.co.uk"),
        ("“https://example.org/a”", "https://example.org/a"),
        ("http://192.168.0.1/admin", "http://192.168.0.1/admin"),
        ("<a href='http://bücher.example'>", "http://bücher.example"),
        ("ftp://files.example.org/a;b", "ftp://files.example.org/a;b"),
    ],
)
def test_a_web_address_is_found(text: str, value: str) -> None:
    """Without the sentence's punctuation; scheme and host in lower case, the rest as it is."""
    assert values(text, "url") == [value]


@pytest.mark.parametrize(
    "text", ["http://", "http://localhost/x", "http://a b", "http://x.org:99999/", "www.", "www.x"]
)
def test_what_is_no_web_address_is_left(text: str) -> None:
    """A host needs a domain, and a port is a number that there is."""
    assert values(text, "url") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("thanks @BBCNews!", "@bbcnews"),
        (".@jane_doe said", None),
        ("(@jane.doe)", "@jane.doe"),
        ("@jane@social.example said", "@jane@social.example"),
        ("jane@example.org", None),
        ("@5pm", None),
        ("npm i @scope/name", "@scope"),
        ("x.org/@jane", None),
    ],
)
def test_a_handle_stands_free(text: str, value: str | None) -> None:
    """What is part of an e-mail address or a path is no handle."""
    assert values(text, "handle") == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "region", "value"),
    [
        ("call +44 20 7946 0018 now", "", "+442079460018"),
        ("+1 (212) 555-0123.", "", "+12125550123"),
        ("(+33) 1 42 68 53 00", "", "+33142685300"),
        ("tel. 020 7946 0018", "GB", "+442079460018"),
        ("tel. (212) 555-0123", "us", "+12125550123"),
        ("+44 20 7946 0018", "US", "+442079460018"),
        ("tel. 020 7946 0018", "", None),
        ("it rose by +1234567890123", "", None),
        ("+99 123 456 789", "", None),
        ("between 1990-2005 and 2010", "GB", None),
        ("a total of 123456789012", "GB", None),
    ],
)
def test_a_telephone_number_is_one_of_a_numbering_plan(
    text: str, region: str, value: str | None
) -> None:
    """International numbers always, national ones where the region is given; else nothing."""
    assert values(text, "phone", region.upper()) == ([value] if value else [])


def test_two_numbers_side_by_side_are_two() -> None:
    """Neither hides the other."""
    text = "+44 20 7946 0018 / +44 20 7946 0019, +33 1 42 68 53 00"
    assert values(text, "phone") == ["+442079460018", "+442079460019", "+33142685300"]


@pytest.mark.parametrize(("kinds", "region"), [(["url", "urn"], ""), (["phone"], "XX")])
def test_unknown_kinds_and_regions_are_refused(kinds: list[str], region: str) -> None:
    """The message names what is wrong."""
    with pytest.raises(ConfigurationError, match=r"urn|XX"):
        Patterns(kinds, region)
