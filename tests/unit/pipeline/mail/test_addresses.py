"""Addresses as programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mail.addresses import addresses
from pipeline.records import Address
from tests.harness.growth import grows_with_size


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ann@example.org", [("ann@example.org", "")]),
        ("Ann Lee <Ann@Example.ORG>", [("ann@example.org", "Ann Lee")]),
        ('"Lee, Ann" <a@x.org>, Bob <b@x.org>', [("a@x.org", "Lee, Ann"), ("b@x.org", "Bob")]),
        ("Lee, Ann <a@x.org>", [("a@x.org", "Lee, Ann")]),
        ("a@x.org, b@x.org; c@x.org", [("a@x.org", ""), ("b@x.org", ""), ("c@x.org", "")]),
        ("a@x.org (Ann Lee)", [("a@x.org", "Ann Lee")]),
        ("ann at example.org (Ann Lee)", [("ann@example.org", "Ann Lee")]),
        ("=?utf-8?Q?Lee=2C_Ann?= <a@x.org>", [("a@x.org", "Lee, Ann")]),
        ("=?utf-8?B?QW5uIExlZSA8YUB4Lm9yZz4=?=", [("a@x.org", "Ann Lee")]),
        ("Team: a@x.org, Bob <b@x.org>;", [("a@x.org", ""), ("b@x.org", "Bob")]),
        ("undisclosed-recipients:;", []),
        ("<mailto:a@x.org>", [("a@x.org", "")]),
        ('"a@x.org" <a@x.org>', [("a@x.org", "")]),
        ("Ann Lee", [("", "Ann Lee")]),
        ("root", [("root", "")]),
        ("<>", []),
        ("", []),
        ("Ann <a@x.org", [("a@x.org", "Ann")]),
        ('"Ann <a@x.org>', [("a@x.org", "Ann")]),
        ("a@x.org, a@x.org", [("a@x.org", "")]),
        ('"O\'Hara \\"Bob\\"" <b@x.org>', [("b@x.org", "O'Hara \"Bob")]),
    ],
)
def test_addresses_are_read(written: str, read: list[tuple[str, str]]) -> None:
    """In lower case, with the name beside them, each once."""
    assert addresses(written.encode()) == tuple(Address(*one) for one in read)


def test_five_thousand_are_read() -> None:
    """All of them."""
    written = b", ".join(b'"Lee, Ann %d" <ann%d@example.org>' % (n, n) for n in range(5_000))
    assert len(addresses(written)) == 5_000


@pytest.mark.parametrize("piece", [b"(", b'"', b"<", b"a,", b"\\", b"a@b <", b";:"])
def test_time_grows_with_the_length_alone(piece: bytes) -> None:
    """Brackets and quotation marks that nothing closes are no trap."""
    assert grows_with_size(lambda size: addresses(piece * size), 600)


@given(st.binary(max_size=300))
def test_nothing_is_raised_for_any_bytes(raw: bytes) -> None:
    """Whatever stands in a field, addresses are in lower case."""
    assert all(one.address == one.address.lower() for one in addresses(raw))
