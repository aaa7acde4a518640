"""The connection to an Elasticsearch: compressed requests, and whose certificates are trusted."""

import gzip
import ssl
from pathlib import Path
from typing import Any

from elastic_transport import HttpHeaders, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import Elasticsearch

from pipeline.errors import ConfigurationError
from workers.address import masked, on_this_machine
from workers.indexes.elasticsearch.errors import SETTING as ADDRESS_SETTING

SETTING = "DOCMILL_INDEX_CA_FILE"

# An enriched article of 9.5 KB is compressed to 27 % in 0.08 ms of processor time; with level 9,
# which the client's own `http_compress` uses, to 22 % in 0.45 ms
# (`python -m benchmarks.speed.index_ways`).
LEVEL = 1
# Below it, a request is one packet anyway.
SMALLEST_BYTES = 1_000


class CompressingNode(Urllib3HttpNode):
    """A connection that sends bodies as gzip and asks for answers as gzip."""

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> Any:
        """Send one request, as `elastic_transport.BaseNode.perform_request` does."""
        sent = HttpHeaders(headers or {})
        sent["accept-encoding"] = "gzip"
        if body is not None and len(body) >= SMALLEST_BYTES:
            body = gzip.compress(body, LEVEL)
            sent["content-encoding"] = "gzip"
        return super().perform_request(method, target, body, sent, request_timeout)


def client_of(
    url: str,
    compress: bool | None,
    timeout_seconds: float,
    ca_file: Path | None,
    api_key: str | None = None,
) -> Elasticsearch:
    """The client of the server at an address; see `ElasticsearchIndex` for the rest.

    Raises:
        ConfigurationError: the address is malformed or has a user beside the key, or `ca_file`
            cannot be used.
    """
    if api_key and "@" in url:
        raise ConfigurationError(
            "DOCMILL_INDEX_API_KEY is set, and DOCMILL_INDEX_URL has a user too: leave one out"
        )
    try:
        if not url.startswith(("http://", "https://")):
            raise ValueError("neither http nor https")
        if compress is None:
            compress = not on_this_machine(url)
        return Elasticsearch(
            url,
            request_timeout=timeout_seconds,
            max_retries=0,
            node_class=CompressingNode if compress else Urllib3HttpNode,
            ca_certs=checked_ca(ca_file, url) if ca_file else DEFAULT,
            api_key=api_key,
        )
    except ValueError as error:
        raise ConfigurationError(
            f"{ADDRESS_SETTING} is no address of an Elasticsearch: {masked(url)!r}; "
            "it looks like http://user:password@host:9200"
        ) from error


def checked_ca(ca_file: Path, url: str) -> str:
    """The path of a PEM file of authorities, after a check.

    Raises:
        ConfigurationError: the file has no certificates, or the address does not use TLS.
    """
    if not url.startswith("https://"):
        raise ConfigurationError(
            f"{SETTING} is set, and DOCMILL_INDEX_URL does not begin with https://: nothing would "
            "be encrypted; change the address, or unset the file"
        )
    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one
        why = "no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigurationError(
            f"{SETTING}: {ca_file} cannot be used ({why}); it holds the certificates of "
            "authorities, in PEM (-----BEGIN CERTIFICATE-----)"
        ) from None
    return str(ca_file)
