"""The process of the page: uvicorn, one process, an index that is only read.

`docmill serve` runs it alone; beside the stack of `docmill up` a supervisor starts it by
`python -P -m workers.page.server`.
"""

import socket
import sys

import uvicorn

from pipeline.errors import ConfigurationError, DocmillError
from pipeline.index import Index
from workers.address import is_loopback, listen, web_address
from workers.indexes import open_index
from workers.libraries.uvicorn import ImpatientProtocol
from workers.page.access import Access, allowed_hosts
from workers.page.application import application
from workers.parent import end_with_parent
from workers.settings import Settings, load_settings

CONNECTIONS = 200  # at once; more are refused with 503
LARGEST_HEAD = 256_000  # bytes of a request before its body
END_SECONDS = 5  # that answers under way are given when the server ends


def serve(settings: Settings, opened: socket.socket) -> None:
    """Answer requests on a listening socket until SIGTERM or Ctrl-C; closes it."""
    index = open_index(settings)
    try:
        server(settings, index).run(sockets=[opened])
    finally:
        opened.close()
        index.close()


def server(settings: Settings, index: Index) -> uvicorn.Server:
    """The server of the page over an index, not yet running."""
    return uvicorn.Server(
        uvicorn.Config(
            application(settings, index),
            http=ImpatientProtocol,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=LARGEST_HEAD,
            timeout_graceful_shutdown=END_SECONDS,
        )
    )


def listening(settings: Settings) -> socket.socket:
    """The socket of the page.

    Raises:
        ConfigurationError: the port is taken, or strangers would see the page.
    """
    page_address(settings)
    return listen(settings.page_host, settings.page_port, "the page", "DOCMILL_PAGE_PORT")


def page_address(settings: Settings) -> str:
    """The address by which the page is opened.

    Raises:
        ConfigurationError: with these settings strangers would see the page, or nobody would.
    """
    Access(settings)
    *_, name = allowed_hosts(settings)
    host = settings.page_host if is_loopback(settings.page_host) else name
    return web_address(host, settings.page_port)


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
