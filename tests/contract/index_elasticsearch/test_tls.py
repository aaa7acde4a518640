"""An Elasticsearch over TLS: whose certificate is believed, and what is said of one that is not."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from pipeline.index import IndexEntry
from tests.harness.scripted_server import Answer, scripted_server
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.settings import load_settings

ALL_STORED = Answer(200, {"errors": False})

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make keys with")


def authority(folder: Path, name: str) -> tuple[Path, Path]:
    """A key, and a certificate for `localhost` that it signed itself."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return key, certificate


@pytest.fixture
def serving(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server is given, and the file of the authority that signed its certificate."""
    key, certificate = authority(tmp_path, "own")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


def test_a_server_is_believed_whose_authority_is_named(
    serving: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DOCMILL_INDEX_CA_FILE is enough, relative to where the command is called."""
    context, certificate = serving
    monkeypatch.chdir(certificate.parent)
    with scripted_server([ALL_STORED], context) as server:
        monkeypatch.setenv("DOCMILL_INDEX_URL", server.url)
        monkeypatch.setenv("DOCMILL_INDEX_CA_FILE", certificate.name)
        settings = load_settings()
        assert settings.environment()["DOCMILL_INDEX_CA_FILE"] == str(certificate)
        index = ElasticsearchIndex.of(settings)
        assert index.write([IndexEntry("a", 1, {"title": "a"})]) == [None]
        index.close()
        assert len(server.requests) == 1


@pytest.mark.parametrize("named", [False, True], ids=["no authority", "another authority"])
def test_a_server_is_not_believed_whose_authority_is_not(
    serving: tuple[ssl.SSLContext, Path], tmp_path: Path, named: bool
) -> None:
    """Nothing is sent, and the message names the setting."""
    context, _ = serving
    other = authority(tmp_path, "other")[1] if named else None
    with scripted_server([ALL_STORED], context) as server:
        index = ElasticsearchIndex(server.url, ca_file=other, timeout_seconds=5)
        with pytest.raises(ConfigurationError, match=r"no trusted TLS.*DOCMILL_INDEX_CA_FILE"):
            index.write([IndexEntry("a", 1, {"title": "a"})])
        index.close()
        assert server.requests == []


def test_a_file_of_no_use_is_told(serving: tuple[ssl.SSLContext, Path], tmp_path: Path) -> None:
    """One without a certificate, one that is not there, one for an address without TLS."""
    (tmp_path / "empty.pem").touch()
    with pytest.raises(ConfigurationError, match=r"empty\.pem cannot be used"):
        ElasticsearchIndex("https://localhost:9", ca_file=tmp_path / "empty.pem")
    (tmp_path / "text.pem").write_text("no certificate")
    with pytest.raises(ConfigurationError, match="no certificate in it"):
        ElasticsearchIndex("https://localhost:9", ca_file=tmp_path / "text.pem")
    with pytest.raises(ConfigurationError, match="https://"):
        ElasticsearchIndex("http://localhost:9", ca_file=serving[1])
    with pytest.raises(ConfigurationError, match=r"INDEX_CA_FILE.*no file that can be read"):
        load_settings(index_ca_file=tmp_path / "nowhere.pem")
