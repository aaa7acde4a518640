"""What a Celery message in a queue of the broker says."""

import base64
import json
from typing import Any


def arguments(message: bytes) -> dict[str, Any]:
    """The keyword arguments of the task: run, batch, attempt (kombu's envelope, protocol 2)."""
    envelope: dict[str, Any] = json.loads(message)
    _, named, _ = json.loads(base64.b64decode(envelope["body"]))
    return dict(named)
