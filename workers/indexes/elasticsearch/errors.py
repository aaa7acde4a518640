"""Translates errors of Elasticsearch and its client into docmill's."""

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


def not_the_document(status: int, error: Mapping[str, Any]) -> bool:
    """Whether a document was refused because of the state of server or index."""
    return status in (401, 403, 404) or _advice(error) is not None


def refuses_documents(address: str, status: int, error: Mapping[str, Any]) -> ConfigurationError:
    """The error of an index that takes no document at all."""
    advice = _advice(error) or (
        f"check {SETTING}, the user's privileges and that nobody removed or locked the index"
    )
    cause = f"({status}: {cause_chain(error)})"
    return ConfigurationError(f"Elasticsearch at {address} takes no documents {cause}; {advice}")


def cannot_read(address: str, error: Mapping[str, Any]) -> DocmillError:
    """The error of a look-up that the index did not answer."""
    message = f"Elasticsearch at {address} cannot read: {cause_chain(error)}"
    advice = _advice(error)
    return ConfigurationError(f"{message}; {advice}") if advice else Unavailable(message)


def _advice(error: Mapping[str, Any]) -> str | None:
    """What to do about an index that is locked, closed or ambiguous; None for other errors."""
    cause = cause_chain(error)
    if error.get("type") == "cluster_block_exception" and "FORBIDDEN" in cause:
        return (
            "the index is locked: remove the lock (index.blocks.write, index.blocks.read_only), "
            "then continue with docmill resume"
        )
    if error.get("type") == "index_closed_exception":
        return (
            "the index is closed: open it (POST <index>/_open), then continue with docmill resume"
        )
    if "no write index" in cause or "more than one index" in cause:
        return (
            "the alias must stand for one index alone: take the others from it, or choose another "
            "DOCMILL_INDEX_NAME"
        )
    return None


def translate(error: ApiError | TransportError, address: str) -> DocmillError:
    """The error to raise in place of the client's; its message names address and setting.

    `Unavailable` for errors that may pass (no connection, time-out, 429, 5xx), `ConfigurationError`
    for others (credentials, certificates, requests that the server refuses).
    """
    server = f"Elasticsearch at {address}"
    if isinstance(error, UnsupportedProductError):
        return ConfigurationError(f"what answers at {address} is no Elasticsearch; check {SETTING}")
    if isinstance(error, ApiError):
        status, told = error.meta.status, reason(error.body)
        if advice := _advice(error_of(error)):
            return ConfigurationError(f"{server} refused a request ({status}: {told}); {advice}")
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
            f"no trusted TLS connection to {server} ({_cause(error)}); check {SETTING}, and give "
            "the authority that signed its certificate in DOCMILL_INDEX_CA_FILE"
        )
    if isinstance(error, ConnectionTimeout):
        return Unavailable(f"{server} did not answer in time; check it and {SETTING}")
    if isinstance(error, ConnectionError):
        return Unavailable(
            f"{server} cannot be reached ({_cause(error)}); start it or check {SETTING}"
        )
    return Unavailable(f"{server} gave an answer that cannot be read; check {SETTING}")


def for_load(error: ApiError | TransportError) -> bool:
    """Whether a smaller request may succeed: after a 429 or a time-out."""
    if isinstance(error, ApiError):
        return bool(error.meta.status == TOO_MANY_REQUESTS)
    return isinstance(error, ConnectionTimeout)


def error_of(error: ApiError | TransportError) -> Mapping[str, Any]:
    """Elasticsearch's error object; empty when it gave none."""
    body = error.body if isinstance(error, ApiError) else None
    details = body.get("error") if isinstance(body, dict) else None
    return details if isinstance(details, dict) else {}


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Within this context, exceptions of the client become docmill's."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise translate(error, address) from error


def reason(body: Any) -> str:
    """Elasticsearch's message for an error, from the body of an answer."""
    error = body.get("error") if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return _line(error or "no reason given")[:300]
    return cause_chain(error, *error.get("root_cause", ())[:1])


def causes(error: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """An error object and its causes, outermost first; nothing for an empty one."""
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
            if not any(text.strip("[]") in known for known in reasons):
                reasons.append(text)
    return ": ".join(reasons)


def _cause(error: TransportError) -> str:
    # urllib3 puts the connection's repr first: "HTTPConnection(…): Failed to …".
    return _line(error.message).rpartition("): ")[2]


def _line(text: object) -> str:
    return " ".join(str(text).split())
