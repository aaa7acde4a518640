"""The request that imports objects, and what is made of the answers.

No Kibana runs here: a server of the test's own takes the request and answers as the documentation
of Kibana's import API says. So this checks the request, not what Kibana makes of the objects.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError, Unavailable
from testbed.broker import free_port
from workers.command.command_line import run_command
from workers.kibana.importing import import_objects
from workers.kibana.saved_objects import ndjson, saved_objects

WELL = {"success": True, "successCount": 2}


class Kibana:
    """What a request was, and where the server is."""

    def __init__(self, port: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.path = ""
        self.headers = Message()
        self.body = b""

    @property
    def file(self) -> Message:
        """The uploaded file."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(head + self.body).get_payload()
        assert isinstance(parts, list)
        [part] = parts
        assert isinstance(part, Message)
        return part


@contextmanager
def kibana(status: int, answer: object, location: str = "") -> Iterator[Kibana]:
    """A server that gives this answer to every request; `location`: where it leads elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.path, told.headers = self.path, self.headers
            told.body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Kibana(server.server_port)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_the_objects_are_sent_as_a_file_that_replaces_earlier_ones() -> None:
    """With the header that Kibana asks for, and the login decoded."""
    with kibana(200, WELL) as told:
        url = f"http://elastic:p%40ss@{told.address}/s/leaks/"
        assert import_objects(url, ndjson("docmill")) == 2
    assert told.path == "/s/leaks/api/saved_objects/_import?overwrite=true"
    assert told.headers["kbn-xsrf"] == "true"
    login = told.headers["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(login) == b"elastic:p@ss"
    assert told.file.get_param("name", header="Content-Disposition") == "file"
    assert str(told.file.get_filename()).endswith(".ndjson")
    sent = told.file.get_payload(decode=True)
    assert isinstance(sent, bytes)
    assert [json.loads(line) for line in sent.splitlines()] == saved_objects("docmill")


def test_the_login_does_not_follow_where_an_answer_leads() -> None:
    """A server that sends on to another one does not give it the password."""
    with (
        kibana(200, "<html>") as other,
        kibana(302, {}, f"http://{other.address}/") as told,
        pytest.raises(ConfigurationError, match="is no Kibana"),
    ):
        import_objects(f"http://elastic:pass@{told.address}", ndjson("docmill"))
    assert told.headers["Authorization"]
    assert other.path == "/"
    assert other.headers["Authorization"] is None


@pytest.mark.parametrize(
    ("status", "answer", "error", "message"),
    [
        (401, {}, ConfigurationError, "refuses the login"),
        (403, {}, ConfigurationError, "manage saved objects"),
        (503, "Kibana server is not ready yet", Unavailable, "not ready"),
        (400, {"message": "Unsupported file"}, ConfigurationError, "Unsupported file"),
        (200, "<html>", ConfigurationError, "is no Kibana"),
        (
            200,
            {
                "success": False,
                "successCount": 0,
                "errors": [
                    {"type": "lens", "id": "x", "error": {"type": "missing_references"}},
                ],
            },
            ConfigurationError,
            "lens x: missing_references",
        ),
    ],
)
def test_what_kibana_refuses_is_said_in_one_line(
    status: int, answer: object, error: type[Exception], message: str
) -> None:
    """What to mend is in the message, and the password is not."""
    with (
        kibana(status, answer) as told,
        pytest.raises(error, match=message) as raised,
    ):
        import_objects(f"http://me:secret@{told.address}", "{}\n")
    assert "secret" not in str(raised.value)


def test_a_kibana_that_is_not_there_is_unavailable() -> None:
    """The message names the setting."""
    with pytest.raises(Unavailable, match="DOCMILL_KIBANA_URL"):
        import_objects(f"http://127.0.0.1:{free_port()}", "{}\n")


@pytest.mark.parametrize("url", ["kibana:5601", "ftp://kibana", "http://", "http://k:port"])
def test_what_is_no_address_is_said(url: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigurationError, match="no address of a Kibana"):
        import_objects(url, "{}\n")


def test_the_command_writes_a_file_to_import_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """For the indices that the settings name; it asks no Kibana."""
    monkeypatch.setenv("DOCMILL_INDEX_NAME", "leak2022")
    file = tmp_path / "out.ndjson"
    assert run_command(["kibana", "import", "--output", str(file), "--json"]) == 0
    assert file.read_text(encoding="utf-8") == ndjson("leak2022")
    assert json.loads(capsys.readouterr().out) == {"output": str(file)}


def test_the_command_asks_for_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    """Without one it says both ways."""
    assert run_command(["kibana", "import"]) == 2
    assert "DOCMILL_KIBANA_URL" in capsys.readouterr().err
