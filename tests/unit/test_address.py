"""Addresses as they may be shown."""

import pytest

from workers.address import masked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:secret@localhost:6379/0", "redis://:***@localhost:6379/0"),
        ("https://elastic:secret@es.example:9200", "https://elastic:***@es.example:9200"),
        ("https://elastic:se@c/r:et@es.example:9200", "https://elastic:***@es.example:9200"),
        ("http://localhost:9200", "http://localhost:9200"),
        ("http://elastic@localhost:9200/prefix", "http://elastic@localhost:9200/prefix"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("", ""),
    ],
)
def test_only_the_password_is_masked(url: str, shown: str) -> None:
    """A password never shows, whatever it is made of; everything else does."""
    assert masked(url) == shown
