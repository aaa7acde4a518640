"""The process of the page: uvicorn, one process, an index that is only read.

`docmill serve` runs it alone; beside the stack of `docmill up` a supervisor starts it by
`python -P -m workers.page.server`.
"""

import gc
import socket
import ssl
import sys

import uvicorn

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.index import Index
from workers.address import is_loopback, listen, web_address
from workers.indexes import open_index
from workers.libraries.uvicorn import ImpatientProtocol
from workers.page.access import Access, allowed_hosts
from workers.page.application import application
from workers.page.turns import SWITCH_SECONDS
from workers.parent import end_with_parent
from workers.settings import Settings, load_settings

CONNECTIONS = 200  # at once; more are refused with 503
LARGEST_HEAD = 256_000  # bytes of a request before its body
# New objects from which on Python looks for circles among them: a search makes many, in none.
GARBAGE_EVERY = 50_000
END_SECONDS = 5  # that answers under way are given when the server ends


def serve(settings: Settings, opened: socket.socket) -> None:
    """Answer requests on a listening socket until SIGTERM or Ctrl-C; closes it."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(GARBAGE_EVERY)
    index = open_index(settings)
    try:
        server(settings, index).run(sockets=[opened])
    finally:
        opened.close()
        index.close()


def server(settings: Settings, index: Index) -> uvicorn.Server:
    """The server of the page over an index, not yet running."""
    served = application(settings, index)
    made = uvicorn.Server(
        uvicorn.Config(
            served,
            http=ImpatientProtocol,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            ssl_certfile=settings.page_certificate,
            ssl_keyfile=settings.page_key,
            timeout_graceful_shutdown=END_SECONDS,
        )
    )
    served.state.is_ending = lambda: made.should_exit
    return made


def listening(settings: Settings) -> socket.socket:
    """The socket of the page.

    Raises:
        ConfigurationError: the port is taken, the certificate is none, or strangers would see the
            page.
    """
    page_address(settings)
    return listen(settings.page_host, settings.page_port, "the page", "DOCMILL_PAGE_PORT")


def page_address(settings: Settings) -> str:
    """The address by which the page is opened.

    Raises:
        ConfigurationError: with these settings strangers would see the page, or nobody would.
    """
    Access(settings)
    is_secure = check_certificate(settings)
    *_, name = allowed_hosts(settings)
    # A certificate is for the names that the page is given, where it is given any.
    is_own = is_loopback(settings.page_host) and not (is_secure and settings.page_names)
    return web_address(settings.page_host if is_own else name, settings.page_port, is_secure)


def check_certificate(settings: Settings) -> bool:
    """Whether the page speaks HTTPS.

    Raises:
        ConfigurationError: certificate and key are not two PEM files that belong together.
    """
    certificate, key = settings.page_certificate, settings.page_key
    if certificate is None and key is None:
        return False
    if certificate is None or key is None:
        raise ConfigurationError(
            "for HTTPS the page needs both DOCMILL_PAGE_CERTIFICATE and DOCMILL_PAGE_KEY"
        )
    try:
        # With a password, so that one which is missing is an error and no question.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, lambda: "")
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"DOCMILL_PAGE_CERTIFICATE and DOCMILL_PAGE_KEY, {certificate} and {key}, are no "
            f"certificate in PEM with its key without a password: {error}"
        ) from None
    return True


def main() -> int:
    """Entry point of the process that a supervisor started."""
    end_with_parent()
    settings = load_settings()
    try:
        serve(settings, listening(settings))
    except DocmillError as error:
        print(f"docmill serve: {error}", file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
