"""Settings: from the environment, a file and defaults; wrong ones are named."""

from pathlib import Path

import pytest

from pipeline.errors import ConfigurationError
from workers.settings import load_settings, origins, unknown_variables


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start without any setting of the machine's own."""
    import os

    for name in list(os.environ):
        if name.startswith("DOCMILL_") and not name.startswith("DOCMILL_TEST_"):
            monkeypatch.delenv(name)


def test_the_environment_beats_the_file_and_the_file_beats_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each source of settings wins over the next, and `origins` says which it was."""
    file = tmp_path / "docmill.toml"
    file.write_text('batch_documents = 7\nconcurrency = 3\n[stage_options.extract]\nx = "y"\n')
    monkeypatch.setenv("DOCMILL_CONFIG", str(file))
    monkeypatch.setenv("DOCMILL_CONCURRENCY", "5")
    settings = load_settings()
    assert (settings.batch_documents, settings.concurrency) == (7, 5)
    assert settings.stage_options == {"extract": {"x": "y"}}
    said = origins(settings)
    assert (said["concurrency"], said["batch_documents"]) == ("environment", "file")
    assert said["links"] == "default"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOCMILL_BATCH_DOCUMENTS", "0", "greater than or equal to 1"),
        ("DOCMILL_BROKER_URL", "amqp://host", "redis://"),
        ("DOCMILL_INDEX_URL", "host:9200", "http://"),
        ("DOCMILL_LINKS", "clean||extract", "stage names"),
        ("DOCMILL_LINKS", "clean|index", "always the last"),
        ("DOCMILL_LINKS", "clean|terms", "always runs behind"),
        ("DOCMILL_WORKERS", "many", "'auto', 'local' or 'none'"),
        ("DOCMILL_STAGE_OPTIONS", "{not json", "DOCMILL_STAGE_OPTIONS is not JSON"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """The message names the variable and the fix, in one line."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert said in str(caught.value)
    assert name.removeprefix("DOCMILL_").lower() in str(caught.value).lower()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("rest", ["/docmill", "/3/", "/-1", "?db=3", "/0?socket_timeout=5", "#3"])
def test_a_brokers_address_that_its_clients_would_read_differently_is_refused(
    monkeypatch: pytest.MonkeyPatch, rest: str
) -> None:
    """Before any work, in one line that says how it is written; its password is not shown."""
    monkeypatch.setenv("DOCMILL_BROKER_URL", f"redis://:s3cret@127.0.0.1:1{rest}")
    with pytest.raises(ConfigurationError, match=r"(?i)broker_url.*number of a database") as caught:
        load_settings()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("rest", ["", "/", "/15", "/0?ssl_cert_reqs=none&ssl_ca_certs=a/b.pem"])
def test_a_brokers_address_may_name_a_database_and_files_of_tls(rest: str) -> None:
    """Neither has to be there."""
    url = f"rediss://user:p%40ss%2Fword@[::1]:6379{rest}"
    assert load_settings(broker_url=url).broker_url == url


def test_a_config_file_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A named file is never silently passed over."""
    monkeypatch.setenv("DOCMILL_CONFIG", "/nowhere/docmill.toml")
    with pytest.raises(ConfigurationError, match="DOCMILL_CONFIG"):
        load_settings()


def test_settings_travel_to_child_processes_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child reads from its environment equals what the parent had."""
    before = load_settings(
        broker_url="redis://:secret@127.0.0.1:1/0",
        stage_options={"extract": {"models": {"en": "a"}}},
        links="clean+extract|classify",
    )
    for name, value in before.environment().items():
        monkeypatch.setenv(name, value)
    assert load_settings() == before


def test_a_relative_config_file_does_for_children_that_run_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They have every setting from their environment and do not look for the file."""
    (tmp_path / "docmill.toml").write_text("batch_documents = 7\n", encoding="utf-8")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCMILL_CONFIG", "docmill.toml")
    before = load_settings()
    for name, value in before.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path / "data")
    assert load_settings() == before
    assert before.batch_documents == 7


def test_links_group_stages() -> None:
    """Stages joined by + run in one link; the index link comes last."""
    settings = load_settings(links="clean + extract | classify")
    assert settings.chain == (("clean", "extract"), ("classify",))
    assert settings.link_names == ("clean+extract", "classify", "index")
    assert settings.stage_names == ("clean", "extract", "classify")


def test_queues_of_an_embedded_index_belong_to_their_data_directory(tmp_path: Path) -> None:
    """On a shared broker, two machines with embedded indexes never take each other's batches."""
    broker = "redis://127.0.0.1:1/0"
    one = load_settings(broker_url=broker, data_dir=tmp_path / "one")
    two = load_settings(broker_url=broker, data_dir=tmp_path / "two")
    assert one.queue("clean") != two.queue("clean")
    shared = load_settings(broker_url=broker, index_url="http://127.0.0.1:2")
    assert shared.queue("clean") == "docmill.clean"


def test_a_misspelt_variable_is_told_with_what_it_resembles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A setting that nobody reads is worse than an error: it looks as if it worked."""
    monkeypatch.setenv("DOCMILL_LINK", "clean")
    monkeypatch.setenv("DOCMILL_TEST_CACHE", "/tmp")
    monkeypatch.setenv("DOCMILL_ZZZZ", "1")
    assert unknown_variables() == {"DOCMILL_LINK": "DOCMILL_LINKS", "DOCMILL_ZZZZ": ""}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"concurrency = 1\nlinks == 3\n", r"docmill\.toml.*line 2"),
        (b"concurrency = 0\n", r"concurrency, in .*docmill\.toml: .*greater than or equal to 1"),
        (b"concurency = 1\n", r"docmill\.toml: there is no such setting.*concurrency"),
        (b"zzz = 1\n", r"zzz, in .*docmill\.toml: there is no such setting"),
        (b"\xff\xfe\n", r"docmill\.toml.*not UTF-8"),
        (b"stage_options = {clean = 3}\n", r"stage_options, in .*docmill\.toml.*\(at clean\)"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_the_file_and_the_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes, said: str
) -> None:
    """The name of the setting, or the line; never a variable that nobody set."""
    file = tmp_path / "docmill.toml"
    file.write_bytes(content)
    monkeypatch.setenv("DOCMILL_CONFIG", str(file))
    with pytest.raises(ConfigurationError, match=said) as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    assert "DOCMILL_CONCUR" not in str(caught.value)


def test_a_wrong_variable_is_named_although_the_file_sets_it_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The variable is what counts, so it is what must be mended."""
    file = tmp_path / "docmill.toml"
    file.write_text("concurrency = 2\n")
    monkeypatch.setenv("DOCMILL_CONFIG", str(file))
    monkeypatch.setenv("DOCMILL_CONCURRENCY", "none")
    with pytest.raises(ConfigurationError, match=r"^DOCMILL_CONCURRENCY: "):
        load_settings()


def test_the_order_of_dates_is_told_to_the_converter_of_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One setting for records and pages; an option of the converter's own stands above it."""
    monkeypatch.setenv("DOCMILL_DATE_ORDER", "dmy")
    assert load_settings().stage_options == {"convert": {"html_page": {"date_order": "dmy"}}}
    monkeypatch.setenv("DOCMILL_STAGE_OPTIONS", '{"convert":{"html_page":{"date_order":"mdy"}}}')
    assert load_settings().stage_options == {"convert": {"html_page": {"date_order": "mdy"}}}


def test_a_data_directory_below_a_file_is_refused(tmp_path: Path) -> None:
    """The message names the file: a search would otherwise find an empty index there."""
    file = tmp_path / "notes.txt"
    file.write_text("x")
    with pytest.raises(ConfigurationError, match=r"notes\.txt is no folder"):
        load_settings(data_dir=file / "a" / "b")


@pytest.mark.parametrize(
    "name",
    ["concurrency", "document_seconds", "stalled_seconds", "payload_ttl_seconds",
     "document_memory_bytes"],
)  # fmt: skip
def test_numbers_that_no_timer_or_system_call_takes_are_refused(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Before any work; the message names the variable."""
    variable = f"DOCMILL_{name.upper()}"
    for value in ("9" * 20, "inf", "nan"):
        monkeypatch.setenv(variable, value)
        with pytest.raises(ConfigurationError, match=f"^{variable}: "):
            load_settings()
