"""What the Elasticsearch client's exceptions mean for docmill."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elasticsearch import (
    ApiError,
    ConnectionError,
    ConnectionTimeout,
    SSLError,
    TransportError,
    UnsupportedProductError,
)

from pipeline.errors import ConfigurationError, DocmillError, Unavailable

SETTING = "DOCMILL_INDEX_URL"
TOO_MANY_REQUESTS = 429


def passing(status: int) -> bool:
    """Whether a status says that the same request may succeed later."""
    return status == TOO_MANY_REQUESTS or status >= 500


def translate(error: ApiError | TransportError, address: str) -> DocmillError:
    """The error to raise in place of the client's; one line that names address and setting.

    `Unavailable` for what may pass (no connection, time-out, 429, 5xx), `ConfigurationError` for
    what will not (credentials, certificates, requests that the server refuses).
    """
    server = f"Elasticsearch at {address}"
    if isinstance(error, UnsupportedProductError):
        return ConfigurationError(f"what answers at {address} is no Elasticsearch; check {SETTING}")
    if isinstance(error, ApiError):
        status, told = error.meta.status, reason(error.body)
        if passing(status):
            return Unavailable(f"{server} refuses work for now ({status}: {told}); try again later")
        if status in (401, 403):
            return ConfigurationError(
                f"{server} denies access ({status}: {told}); "
                f"check user and password in {SETTING} and their privileges"
            )
        return ConfigurationError(f"{server} refused a request ({status}: {told})")
    if isinstance(error, SSLError):
        return ConfigurationError(
            f"no trusted TLS connection to {server} ({_cause(error)}); check {SETTING}"
        )
    if isinstance(error, ConnectionTimeout):
        return Unavailable(f"{server} did not answer in time; check it and {SETTING}")
    if isinstance(error, ConnectionError):
        return Unavailable(
            f"{server} cannot be reached ({_cause(error)}); start it or check {SETTING}"
        )
    return Unavailable(f"{server} gave an answer that cannot be read; check {SETTING}")


def for_load(error: ApiError | TransportError) -> bool:
    """Whether a smaller request has better chances: 429, or no answer in time."""
    if isinstance(error, ApiError):
        return bool(error.meta.status == TOO_MANY_REQUESTS)
    return isinstance(error, ConnectionTimeout)


def error_of(error: ApiError | TransportError) -> Mapping[str, Any]:
    """Elasticsearch's own record of an error; empty when it gave none."""
    body = error.body if isinstance(error, ApiError) else None
    told = body.get("error") if isinstance(body, dict) else None
    return told if isinstance(told, dict) else {}


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Raise the client's exceptions as docmill's."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise translate(error, address) from error


def reason(body: Any) -> str:
    """Elasticsearch's own words for an error, out of an answer's body."""
    error = body.get("error") if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return _line(error or "no reason given")[:300]
    return cause_chain(error, *error.get("root_cause", ())[:1])


def causes(error: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An error of an answer, and what caused it; nothing for an empty one."""
    cause: Mapping[str, Any] | None = error
    while cause:
        yield cause
        cause = cause.get("caused_by")


def cause_chain(*errors: Mapping[str, Any]) -> str:
    """The reasons of errors, each followed by those of its causes, on one line."""
    reasons: list[str] = []
    for error in errors:
        for cause in causes(error):
            text = _line(cause.get("reason") or cause.get("type"))
            if not any(text.strip("[]") in told for told in reasons):
                reasons.append(text)
    return ": ".join(reasons)


def _cause(error: TransportError) -> str:
    # urllib3 puts the connection's repr first: "HTTPConnection(…): Failed to …".
    return _line(error.message).rpartition("): ")[2]


def _line(text: object) -> str:
    return " ".join(str(text).split())
