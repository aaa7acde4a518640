"""kombu: how its Redis transport keeps messages (envelope of protocol 2; seen in 5.7)."""

import base64
import json
from typing import Any

IN_HAND = "unacked"  # the hash of messages that some worker has taken and not yet acknowledged


def arguments(message: bytes) -> dict[str, Any]:
    """The keyword arguments of the task in a message."""
    envelope: dict[str, Any] = json.loads(message)
    _, named, _ = json.loads(base64.b64decode(envelope["body"]))
    return dict(named)
