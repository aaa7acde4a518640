"""How the Elasticsearch index meets servers that are away, busy, or not what they should be."""

import gzip
import socket
import time
from collections.abc import Callable

import pytest

from pipeline.errors import ConfigurationError, Unavailable
from pipeline.index import IndexEntry, Refused, SearchRequest
from pipeline.query.tree import All
from tests.harness.elasticsearch_answers import (
    ALL_STORED,
    STORED,
    bulk_answer,
    bulk_ids,
    bulk_item,
    numbered_entries,
    refused_request,
    scripted_index,
    server_error,
)
from tests.harness.scripted_server import Answer, scripted_server
from workers.indexes.elasticsearch.index import ElasticsearchIndex

pytestmark = pytest.mark.once


@pytest.mark.parametrize("stored", [0, 1, 2])
def test_what_a_slow_server_has_stored_is_not_sent_again(stored: int) -> None:
    """It gave no answer in time, and did its work all the same: that is asked for, not repeated."""

    def answer(request: bytes) -> Answer:
        if b'"_source":false' in request:
            held = [{"_id": str(n), "found": n < stored, "_version": 1} for n in range(2)]
            return Answer(200, {"docs": held})
        time.sleep(1.0)
        return ALL_STORED

    with scripted_server(answer) as server:
        if stored == 2:
            assert scripted_index(server).write(numbered_entries(2)) == [None, None]
        else:
            with pytest.raises(Unavailable, match=f"did not answer.*gave up on {2 - stored} doc"):
                scripted_index(server).write(numbered_entries(2))


def test_only_the_items_that_were_put_off_are_sent_again() -> None:
    """429 and 503 for an item repeat that item; the others keep their answers."""
    script = [
        bulk_answer(STORED, bulk_item(429), bulk_item(400, "mapping", "bad"), bulk_item(503)),
        ALL_STORED,
    ]
    with scripted_server(script) as server:
        answers = scripted_index(server).write(numbered_entries(4))
        assert answers == [None, None, Refused("mapping", "bad"), None]
        assert [bulk_ids(request) for request in server.requests] == [
            ["0", "1", "2", "3"],
            ["1", "3"],
        ]


def test_patience_with_items_ends() -> None:
    """A server that keeps refusing load is unavailable, with its own reason in the message."""
    with (
        scripted_server([bulk_answer(bulk_item(429, reason="disk flood stage"))]) as server,
        pytest.raises(Unavailable, match=r"429: disk flood stage.*gave up on 1 documents"),
    ):
        scripted_index(server).write(numbered_entries(1))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_request_that_was_put_off_is_sent_again(status: int) -> None:
    """What refuses a whole request for now is repeated in full."""
    with scripted_server([refused_request(status), refused_request(status), ALL_STORED]) as server:
        assert scripted_index(server).write(numbered_entries(2)) == [None, None]
        assert [bulk_ids(request) for request in server.requests] == [["0", "1"]] * 3


def test_after_a_refused_request_the_rest_waits_too() -> None:
    """The portions behind a failed one are not thrown at a server in trouble."""
    with scripted_server([refused_request(503), ALL_STORED]) as server:
        assert scripted_index(server, bulk_bytes=1).write(numbered_entries(2)) == [None, None]
        assert [bulk_ids(request) for request in server.requests] == [["0"], ["0"], ["1"]]


LARGE = [IndexEntry(str(n), 1, {"title": "x" * 400_000, "version": 1}) for n in range(4)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (refused_request(429), ["0", "1"]),
        (bulk_answer(bulk_item(429), bulk_item(429), bulk_item(429), bulk_item(429)), ["0", "1"]),
        (refused_request(503), ["0", "1", "2", "3"]),
    ],
    ids=["request", "items", "not for its load"],
)
def test_a_server_under_load_is_sent_less_at_once(first: Answer, second: list[str]) -> None:
    """What was refused for load comes again in smaller requests, and nothing is left out."""
    with scripted_server([first, ALL_STORED]) as server:
        assert scripted_index(server).write(LARGE) == [None] * 4
        requests = [bulk_ids(request) for request in server.requests]
    assert requests[:2] == [["0", "1", "2", "3"], second]
    assert [id for request in requests[1:] for id in request] == ["0", "1", "2", "3"]


def test_a_limit_of_the_request_is_met_once_only() -> None:
    """After a 413 the next write begins with what the server or proxy takes."""
    large = Answer(413, "request entity too large", genuine=False)
    with scripted_server([large, ALL_STORED]) as server:
        asked = scripted_index(server)
        for _ in range(2):
            assert asked.write(LARGE) == [None] * 4
        requests = [bulk_ids(request) for request in server.requests]
    assert requests == [["0", "1", "2", "3"], *[["0", "1"], ["2", "3"]] * 2]


def test_requests_to_another_machine_are_compressed() -> None:
    """By the address; what is small anyway stays as it is."""
    with scripted_server([ALL_STORED]) as server:
        # It leads here too, but is no loopback address.
        away = server.url.replace("127.0.0.1", "0.0.0.0")
        for url in (away, server.url):
            assert ElasticsearchIndex(url).write(LARGE) == [None] * 4
        ElasticsearchIndex(away).write(numbered_entries(1))
        compressed, plain, small = server.requests
    assert gzip.decompress(compressed) == plain
    assert len(compressed) < len(plain) // 4
    assert bulk_ids(small) == ["0"]


def test_a_version_conflict_means_written() -> None:
    """409: the index holds a newer version already."""
    with scripted_server([bulk_answer(bulk_item(409))]) as server:
        assert scripted_index(server).write(numbered_entries(1)) == [None]
        assert len(server.requests) == 1


def test_a_request_that_is_too_large_is_halved() -> None:
    """A proxy may take less than we send; only what is too large alone is refused."""
    large = Answer(413, "request entity too large", genuine=False)
    with scripted_server([large, ALL_STORED, large, large, ALL_STORED]) as server:
        first, second, third, fourth = scripted_index(server).write(numbered_entries(4))
        assert [bulk_ids(request) for request in server.requests] == [
            ["0", "1", "2", "3"], ["0", "1"], ["2", "3"], ["2"], ["3"],
        ]  # fmt: skip
        assert (first, second, fourth) == (None, None, None)
        assert third is not None
        assert third.error == "content_too_long"
        assert "http.max_content_length" in third.message


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_server_that_takes_no_documents_fails_none_of_them(status: int) -> None:
    """A missing index or privilege is no fault of a document: the settings are to be mended."""
    with (
        scripted_server([bulk_answer(bulk_item(status, reason="no way"))]) as server,
        pytest.raises(ConfigurationError, match=r"no way.*DOCMILL_INDEX_URL"),
    ):
        scripted_index(server).write(numbered_entries(1))


@pytest.mark.parametrize(
    ("status", "kind", "reason", "fix"),
    [
        (400, "illegal_argument_exception", "no write index is defined for alias", "INDEX_NAME"),
        (400, "index_closed_exception", "closed", "_open"),
        (403, "cluster_block_exception", "[FORBIDDEN/8/index write (api)]", "index.blocks.write"),
    ],
)
def test_the_state_of_an_index_fails_no_document(
    status: int, kind: str, reason: str, fix: str
) -> None:
    """Several indices behind the alias, a closed or locked one: the run stops with the fix."""
    with (
        scripted_server([bulk_answer(bulk_item(status, kind, reason))]) as server,
        pytest.raises(ConfigurationError, match=fix),
    ):
        scripted_index(server).write(numbered_entries(1))


def test_a_full_disk_of_the_server_is_waited_for() -> None:
    """The block of the flood stage passes when there is room, and is named meanwhile."""
    block = "[TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"
    with (
        scripted_server([bulk_answer(bulk_item(429, "cluster_block_exception", block))]) as server,
        pytest.raises(Unavailable, match="flood-stage watermark"),
    ):
        scripted_index(server).write(numbered_entries(1))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("illegal_argument_exception", "alias [x] has more than one index associated with it"),
        ("index_closed_exception", "closed"),
    ],
)
def test_an_index_that_cannot_be_read_as_it_is_stops_the_run(kind: str, reason: str) -> None:
    """Nothing is gained by waiting for what somebody has to mend."""
    docs = [{"_id": "a", "error": server_error(kind, reason)}]
    with (
        scripted_server([Answer(200, {"docs": docs})]) as server,
        pytest.raises(ConfigurationError, match=r"cannot read.*index"),
    ):
        scripted_index(server).lookup(["a"])


def test_an_alias_of_several_indices_is_refused_before_anything_is_written() -> None:
    """It names them, and what to do."""
    several = Answer(200, {"docmill-v1": {}, "docmill-v2": {}})
    with (
        scripted_server([ALL_STORED, ALL_STORED, several]) as server,
        pytest.raises(ConfigurationError, match=r"docmill-v1, docmill-v2.*DOCMILL_INDEX_NAME"),
    ):
        scripted_index(server).prepare()


@pytest.mark.parametrize(
    "name", ["Leak", "leak*", "a b", "a,b", "a/b", "_x", "-x", ".", "x" * 241, "a:b", ""]
)
def test_a_name_that_no_index_may_have_is_a_wrong_setting(name: str) -> None:
    """Before anything is sent: a wildcard could mean the indices of others."""
    with pytest.raises(ConfigurationError, match="DOCMILL_INDEX_NAME"):
        ElasticsearchIndex("http://localhost:9", name=name)


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_credentials_name_the_setting(status: int) -> None:
    """Access denied is mended in the settings; the password is not shown."""
    with scripted_server([refused_request(status, "unable to authenticate")]) as server:
        url = server.url.replace("//", "//elastic:secret@")
        with pytest.raises(ConfigurationError, match="DOCMILL_INDEX_URL") as raised:
            ElasticsearchIndex(url).write(numbered_entries(1))
    assert "elastic:***@" in str(raised.value)
    assert "secret" not in str(raised.value)


CALLS: dict[str, Callable[[ElasticsearchIndex], object]] = {
    "prepare": lambda i: i.prepare(),
    "write": lambda i: i.write(numbered_entries(1)),
    "lookup": lambda i: i.lookup(["a"]),
    "holders": lambda i: i.holders(["a"]),
    "search": lambda i: i.search(SearchRequest(All())),
    "scan": lambda i: list(i.scan(SearchRequest(All()))),
    "get": lambda i: i.get("a"),
    "refresh": lambda i: i.refresh(),
    "count": lambda i: i.count(),
    "describe": lambda i: i.describe(),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_server_that_is_away_is_named_on_one_line(call: str) -> None:
    """Every call says which address does not answer and which setting to look at."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://u:secret@127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(Unavailable) as raised:
        CALLS[call](ElasticsearchIndex(url, timeout_seconds=0.3))
    message = str(raised.value)
    assert "http://u:***@127.0.0.1" in message
    assert "DOCMILL_INDEX_URL" in message
    assert "\n" not in message


@pytest.mark.parametrize("call", CALLS)
def test_a_server_in_trouble_is_unavailable(call: str) -> None:
    """503 may pass: every call says so, with the server's reason."""
    with (
        scripted_server([refused_request(503, "no master")]) as server,
        pytest.raises(Unavailable, match="503"),
    ):
        CALLS[call](scripted_index(server))


def test_a_server_that_does_not_answer_in_time_is_unavailable() -> None:
    """A connection that is taken and then silent is given up after the time-out."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Unavailable, match="did not answer in time"):
            ElasticsearchIndex(url, timeout_seconds=0.2).count()


def test_a_server_without_tls_is_a_wrong_setting() -> None:
    """https to a server that speaks http cannot come right by waiting."""
    with scripted_server([ALL_STORED]) as server:
        url = server.url.replace("http:", "https:")
        with pytest.raises(ConfigurationError, match="DOCMILL_INDEX_URL"):
            ElasticsearchIndex(url, timeout_seconds=2).count()


def test_another_kind_of_server_is_a_wrong_setting() -> None:
    """What answers without Elasticsearch's signature is none."""
    with (
        scripted_server([Answer(200, {"hello": "world"}, genuine=False)]) as server,
        pytest.raises(ConfigurationError, match="is no Elasticsearch"),
    ):
        scripted_index(server).count()


@pytest.mark.parametrize(
    "url", ["localhost:9200", "http://", "redis://localhost:6379/0", "nonsense"]
)
def test_a_malformed_address_is_a_wrong_setting(url: str) -> None:
    """An address that cannot be one is refused before anything is sent."""
    with pytest.raises(ConfigurationError, match="DOCMILL_INDEX_URL"):
        ElasticsearchIndex(url)


def test_part_of_an_answer_is_no_answer() -> None:
    """A look-up that a shard could not answer must not pass for "not there"."""
    docs = [{"_id": "a", "error": server_error("no_shard_available_action_exception", "no shard")}]
    with (
        scripted_server([Answer(200, {"docs": docs})]) as server,
        pytest.raises(Unavailable, match="no shard"),
    ):
        scripted_index(server).lookup(["a"])


def test_a_version_that_may_not_be_asked_is_left_open() -> None:
    """`doctor` also works for a user without the privilege to see nodes."""
    health = Answer(200, {"status": "green", "number_of_nodes": 1})
    stats = {"_all": {"primaries": {"docs": {"count": 3}, "store": {"size_in_bytes": 9}}}}
    with scripted_server([health, Answer(200, stats), refused_request(403)]) as server:
        described = scripted_index(server).describe()
    assert described["version"] is None
    assert (described["documents"], described["bytes"]) == (3, 9)


@pytest.mark.parametrize(
    ("reason", "setting"),
    [
        ("The provided [flattened] field [extra] exceeds the maximum depth limit", "depth_limit"),
        ('Document contains at least one immense term in field="url"', "ignore_above"),
        ("String value length (20054016) exceeds the maximum", "DOCMILL_MAX_DOCUMENT_BYTES"),
        ("Limit of total fields [1000] has been exceeded", "index.mapping.total_fields.limit"),
        ("mapping set to strict, dynamic introduction of [x]", "DOCMILL_INDEX_NAME"),
    ],
)
def test_a_limit_of_the_mapping_is_named(reason: str, setting: str) -> None:
    """The message of a document that fails for one has the setting, where there is any."""
    with scripted_server(
        [bulk_answer(bulk_item(400, "document_parsing_exception", reason))]
    ) as server:
        (answer,) = scripted_index(server).write(numbered_entries(1))
    assert answer is not None
    assert answer.message.startswith(reason)
    assert setting in answer.message
