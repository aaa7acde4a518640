"""What the charts for Kibana ask of a real Elasticsearch, and what analysts ask there.

No Kibana runs here. Each chart's request is made from its saved object as Kibana makes it
(`tests.harness.lens_request`), and Elasticsearch's answer compared with the seeds themselves.
"""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from elasticsearch import Elasticsearch

from pipeline.fields import index_fields
from pipeline.index import FailureEntry, IndexEntry, RunEntry, SearchRequest
from pipeline.query.parse import parse
from pipeline.records import Document, Work
from pipeline.sources import SourceOptions, read_sources
from pipeline.stage import build_stages, run_stages
from tests.harness.kql import UnreadError, kql
from tests.harness.lens_request import aggregations, answered, columns_of, counted
from tests.harness.records import a_writer
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.elasticsearch.mapping import run_fields
from workers.kibana.saved_objects import saved_objects
from workers.settings import load_settings

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
OUTCOMES = {"indexed": 40, "unchanged": 5, "duplicate": 3, "filtered": 2, "failed": 4}
RUNS = tuple(
    RunEntry(
        run=f"2026030{day}-090000-00aa",
        state="done",
        sources=("seeds",),
        started_at=f"2026-03-0{day}T09:00:00.000+00:00",
        told_at=f"2026-03-0{day}T09:01:00.000+00:00",
        seconds=27.0,
        expected=60,
        outcomes=OUTCOMES,
        in_flight=6,
        filtered_by_reason={"empty": 2},
        failed_by_error={"TimedOut": 4},
    )
    for day in range(1, 6)
)
FAILURES = tuple(
    FailureEntry(
        id=f"{number:032x}",
        run=RUNS[0].run,
        batch="0000001",
        attempt=1,
        source=f"seeds/{number % 2}.zip",
        member="",
        record=number,
        stage=stage,
        error=error,
        message="as a test has it",
        worker="here",
        failed_at="2026-03-01T09:00:30.000+00:00",
    )
    for number, (stage, error) in enumerate(
        [
            ("convert", "Damaged"),
            ("convert", "Damaged"),
            ("convert", "Locked"),
            ("extract", "TimedOut"),
        ]
    )
)


class Archive(NamedTuple):
    """Indices in Elasticsearch behind an alias, and the records in each, by the index's name."""

    client: Elasticsearch
    url: str
    alias: str
    records: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def archive(elasticsearch_url: str) -> Iterator[Archive]:
    """The seeds as a run indexes them, runs, and failures."""
    alias = f"docmill-test-{secrets.token_hex(4)}"
    documents = [
        one for one in read_sources([str(SEEDS)], SourceOptions()) if isinstance(one, Document)
    ]
    stages = build_stages(load_settings().stage_names)
    works = [
        one for one in run_stages(stages, [Work(one) for one in documents]) if isinstance(one, Work)
    ]
    entries = [
        IndexEntry(work.document.id, 1, index_fields(work, ["clean:1"], a_writer(RUNS[0].run)))
        for work in works
    ]
    assert len(entries) > 5
    index = ElasticsearchIndex(elasticsearch_url, name=alias)
    index.prepare()
    assert index.write(entries, FAILURES) == [None] * len(entries)
    for run in RUNS:
        index.note_run(run)
    index.refresh()
    yield Archive(
        Elasticsearch(elasticsearch_url),
        elasticsearch_url,
        alias,
        {
            alias: [dict(entry.fields) for entry in entries],
            f"{alias}-failures": [msgspec.to_builtins(one) for one in FAILURES],
            f"{alias}-runs": [run_fields(one) for one in RUNS],
        },
    )
    index.close()
    with Elasticsearch(elasticsearch_url) as client:
        for name in client.indices.get(index=f"{alias}*", allow_no_indices=True):
            client.indices.delete(index=name)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{alias}*")


CHARTS = [
    one["id"].removeprefix("docmill-") for one in saved_objects("docmill") if one["type"] == "lens"
]


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_answered_as_the_records_say(archive: Archive, name: str) -> None:
    """The same values with the same figures; where there are more, those that count most."""
    objects = {one["id"]: one for one in saved_objects(archive.alias)}
    chart = objects[f"{archive.alias}-{name}"]
    [view] = [objects[one["id"]] for one in chart["references"]]
    index = view["attributes"]["title"]
    columns = columns_of(chart)
    answer = archive.client.search(
        index=index, size=0, track_total_hits=True, aggs=aggregations(columns) or None
    )
    shown = answered(columns, answer.get("aggregations", {}), answer["hits"]["total"]["value"])
    expected = counted(columns, archive.records[index])
    assert shown
    assert {key: expected.get(key) for key in shown} == shown
    buckets = [column for column in columns.values() if column["operationType"] == "terms"]
    if not buckets:
        assert shown == expected
        return
    [first, *_] = buckets
    firsts = {key[0] for key in expected} if columns[next(iter(columns))] is first else set()
    if len(firsts) <= first["params"]["size"]:
        assert shown == expected
        return
    assert len({key[0] for key in shown}) == first["params"]["size"]
    if first["params"]["orderBy"]["type"] == "alphabetical":
        assert {key[0] for key in shown} == set(sorted(firsts)[-first["params"]["size"] :])
    else:
        left = [row["count"] for key, row in expected.items() if key not in shown]
        assert max(left) <= min(row["count"] for row in shown.values())


def test_every_saved_search_finds_what_it_names(archive: Archive) -> None:
    """Sorted as it says, with every column that a record has, matches marked."""
    for one in saved_objects(archive.alias):
        if one["type"] != "search":
            continue
        attributes = one["attributes"]
        answer = archive.client.search(
            index=_index_of(archive, one),
            fields=attributes["columns"],
            sort=[{field: order} for field, order in attributes["sort"]],
        )
        assert answer["hits"]["total"]["value"] == len(archive.records[_index_of(archive, one)])
        given = {field for hit in answer["hits"]["hits"] for field in hit["fields"]}
        held = {
            name
            for record in archive.records[_index_of(archive, one)]
            for name, value in record.items()
            if value not in ("", [], None)
        }
        assert held & set(attributes["columns"]) <= given


def questions() -> list[Any]:
    """(KQL, Lucene, docmill) of each row of the table in the docs."""
    page = (ROOT / "docs" / "how-to" / "look-in-kibana.md").read_text(encoding="utf-8")
    table = page.split("## Ten questions")[1].split("\n## ")[0]
    rows = [re.findall(r"`([^`]+)`", line) for line in table.splitlines() if line.startswith("| ")]
    return [pytest.param(*row, id=row[2]) for row in rows[1:]]


def test_there_are_ten_questions() -> None:
    """Each in all three languages."""
    assert [len(one.values) for one in questions()] == [3] * 10


@pytest.mark.parametrize(("kuery", "lucene", "ours"), questions())
def test_an_analysts_question_has_one_answer(
    archive: Archive, kuery: str, lucene: str, ours: str
) -> None:
    """The same documents by KQL, Lucene and docmill: some, not all, and those that are meant."""
    view = {name: one["type"] for name, one in _mapping(archive).items() if "type" in one}

    def ids(query: dict[str, Any]) -> set[str]:
        hits = archive.client.search(index=archive.alias, query=query, size=100)["hits"]["hits"]
        return {hit["_id"] for hit in hits}

    found = ids(kql(kuery, view))
    # As Kibana asks by default: its setting `query:queryString:options`.
    assert ids({"query_string": {"query": lucene, "analyze_wildcard": True}}) == found
    parsed = parse(ours)
    assert parsed.note is None
    index = ElasticsearchIndex(archive.url, name=archive.alias)
    result = index.search(SearchRequest(parsed.node, size=100, collapse=False))
    index.close()
    assert {hit.id for hit in result.hits} == found
    assert 0 < len(found) < len(archive.records[archive.alias])


def _mapping(archive: Archive) -> dict[str, Any]:
    [index] = archive.client.indices.get_mapping(index=archive.alias).values()
    found: dict[str, Any] = index["mappings"]["properties"]
    return found


@pytest.mark.parametrize("text", ["a: (b or c)", "a: {b: c}", "a:", "(a", "a b)", "and"])
def test_what_the_reader_of_kql_does_not_read_is_an_error(text: str) -> None:
    """So no question is asked in a form that it would only guess at."""
    with pytest.raises(UnreadError):
        kql(text, {})


def _index_of(archive: Archive, one: dict[str, Any]) -> str:
    views = {view["id"]: view for view in saved_objects(archive.alias)}
    [reference] = one["references"]
    return str(views[reference["id"]]["attributes"]["title"])
