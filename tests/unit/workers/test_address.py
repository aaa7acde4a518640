"""Addresses as they may be shown."""

import pytest

from workers.address import masked, on_this_machine


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


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:9200", True),
        ("https://elastic:p%40ss@127.0.0.1:9200/", True),
        ("http://127.1.2.3", True),
        ("http://[::1]:9200", True),
        ("http://elasticsearch:9200", False),
        ("http://localhost.example.org:9200", False),
        ("https://elastic:localhost@10.0.0.1", False),
        ("http://0.0.0.0:9200", False),
        ("http://", False),
    ],
)
def test_loopback_addresses_are_this_machines(url: str, here: bool) -> None:
    """Only the host counts, and a name that is not `localhost` may be anywhere."""
    assert on_this_machine(url) is here
