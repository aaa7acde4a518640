"""Imports saved objects into a Kibana, by its HTTP interface.

https://www.elastic.co/docs/api/doc/kibana/operation/operation-post-saved-objects-import
"""

import base64
import json
import secrets
import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pipeline.errors import ConfigurationError, Unavailable
from workers.address import masked

SETTING = "DOCMILL_KIBANA_URL"
PATH = "/api/saved_objects/_import?overwrite=true"
TIMEOUT_SECONDS = 60


def import_objects(url: str, ndjson: str, ca_file: Path | None = None) -> int:
    """Import objects in place of earlier ones with their ids; returns how many.

    `url`: may have user and password, percent-encoded, and the path of a space (`/s/name`).

    Raises:
        ConfigurationError: the address is malformed, or Kibana refuses the login or the objects.
        Unavailable: Kibana does not answer, or is not ready yet.
    """
    address = masked(url)
    answer = _answer(_request(url, ndjson), address, ca_file)
    if not answer.get("success"):
        refused = "; ".join(
            f"{one.get('type')} {one.get('id')}: {one.get('error', {}).get('type')}"
            for one in answer.get("errors", [])
        )
        raise ConfigurationError(f"Kibana at {address} refuses objects: {refused or answer}")
    return int(answer["successCount"])


def _request(url: str, ndjson: str) -> urllib.request.Request:
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("no host")
        _ = parts.port
    except ValueError:
        raise ConfigurationError(
            f"{SETTING} is no address of a Kibana: {masked(url)!r}; it looks like "
            "http://user:password@host:5601"
        ) from None
    boundary = secrets.token_hex(16)
    body = (
        f"--{boundary}\r\n"
        'Content-Disposition: form-data; name="file"; filename="docmill.ndjson"\r\n'
        f"Content-Type: application/ndjson\r\n\r\n{ndjson}\r\n--{boundary}--\r\n"
    )
    headers = {
        "kbn-xsrf": "true",
        "Content-Type": f"multipart/form-data; boundary={boundary}",
    }
    target = f"{parts.scheme}://{host}{parts.path.rstrip('/')}{PATH}"
    request = urllib.request.Request(target, body.encode(), headers, method="POST")
    if parts.username:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        basic = f"Basic {base64.b64encode(login.encode()).decode()}"
        # Another server, to which an answer leads, is not told the login.
        request.add_unredirected_header("Authorization", basic)
    return request


def _answer(request: urllib.request.Request, address: str, ca_file: Path | None) -> dict[str, Any]:
    context = ssl.create_default_context(cafile=ca_file) if ca_file else None
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS, context=context) as answer:
            told: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error, address) from error
    except OSError as error:
        raise Unavailable(
            f"Kibana at {address} does not answer ({getattr(error, 'reason', error)}); "
            f"see {SETTING}"
        ) from error
    except ValueError as error:
        raise ConfigurationError(
            f"what answers at {address} is no Kibana; see {SETTING}"
        ) from error
    return told


def _refusal(error: urllib.error.HTTPError, address: str) -> ConfigurationError | Unavailable:
    if error.code in (401, 403):
        return ConfigurationError(
            f"Kibana at {address} refuses the login ({error.code}): {SETTING} needs a user who "
            "may manage saved objects (http://user:password@host:5601)"
        )
    if error.code in (429, 502, 503, 504):
        return Unavailable(f"Kibana at {address} is not ready ({error.code}); try again")
    said = error.read(1_000).decode("utf-8", "replace").strip()
    return ConfigurationError(f"Kibana at {address} refuses the objects ({error.code}): {said}")
