"""kombu: how its Redis transport keeps messages, and how it loses a connection (seen in 5.7)."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from typing import Any

from kombu.exceptions import OperationalError

# Envelopes are those of protocol 2.
IN_HAND = "unacked"  # the hash of messages that some worker has taken and not yet acknowledged


@contextmanager
def told_as_lost() -> Iterator[None]:
    """Say of a connection that ends in this very moment what kombu says of one that has ended.

    It falls over what it has dropped itself: an AttributeError of None.

    Raises:
        OperationalError: the connection is lost; the next one is new.
    """
    try:
        yield
    except AttributeError as error:
        *_, (frame, _line) = walk_tb(error.__traceback__)
        if error.obj is not None or not frame.f_globals["__name__"].startswith("kombu."):
            raise
        raise OperationalError("the connection was lost") from error


def arguments(message: bytes) -> dict[str, Any]:
    """The keyword arguments of the task in a message; empty where it is none of ours."""
    try:
        _, named, _ = json.loads(base64.b64decode(json.loads(message)["body"]))
        return dict(named)
    except (ValueError, KeyError, TypeError):  # another program shares the broker
        return {}
