"""Objects above the limit that hold records."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from pipeline.records import Document
from pipeline.sources import SourceOptions, read_sources
from tests.harness.reopening import check_every_start
from tests.harness.sources import documents, failures, read_all, small_limits, texts

LIMIT = 2_000


def records(number: int, **more: Any) -> list[dict[str, Any]]:
    """So many records with different texts."""
    return [{"id": n, "text": f"Text {n}.", "x": {"y": [n, "}]"]}, **more} for n in range(number)]


def features(number: int) -> list[dict[str, Any]]:
    """Records of a map."""
    return [{"type": "Feature", "properties": one, "geometry": None} for one in records(number)]


HELD: list[Any] = [
    {"articles": records(200)},
    {"type": "FeatureCollection", "features": features(200), "bbox": [1, 2]},
    {"name": "Ann", "id": 7, "messages": records(200), "end": {"pinned": []}},
    {"response": {"docs": records(200), "numFound": 200}},
    {"chats": {"about": "x", "list": [{"name": "A", "messages": records(90)},
                                      {"name": "B", "messages": records(150)}]}},
    {"first": records(3), "second": records(200), "third": records(100)},
    {"articles": [*records(199), {"id": 200, "tale": "no text"}]},
]  # fmt: skip


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("indent", [None, 1, "line"])
def test_an_object_above_the_limit_gives_the_records_that_a_smaller_one_gives(
    held: Any, indent: Any, tmp_path: Path
) -> None:
    """In one line, in many, or with a line for each record; and in the same order."""
    path = tmp_path / "a.json"
    if indent == "line":
        path.write_text(json.dumps(held).replace('{"id"', '\n{"id"'))
    else:
        path.write_text(json.dumps(held, indent=indent))
    wanted = read_all(path)
    found = read_all(path, limits=small_limits(max_document_bytes=LIMIT))
    assert len(documents(wanted)) >= 199
    assert [item.locator.record for item in found] == sorted({i.locator.record for i in found})
    assert texts(found) == texts(wanted)
    assert [f.message.partition(":")[2] for f in failures(found)] == [
        f.message.partition(":")[2] for f in failures(wanted)
    ]
    by_place = [(one.metadata, one.source_id) for one in found if isinstance(one, Document)]
    assert by_place == [(one.metadata, one.source_id) for one in documents(wanted)]


def test_a_reading_goes_on_amid_such_an_object(tmp_path: Path) -> None:
    """At any record of it."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"a": records(60)}) + "\n" + json.dumps(records(1)[0]))
    check_every_start(path, limits=small_limits(max_document_bytes=1_000))


def test_what_is_no_object_among_records_is_a_failure(tmp_path: Path) -> None:
    """In an object above the limit it is found when most are read."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"articles": [*records(100), "stray words", *records(5)]}))
    items = read_all(path, limits=small_limits(max_document_bytes=LIMIT))
    assert len(texts(items)) == 105
    [failed] = failures(items)
    assert "is str, not a JSON object" in failed.message


@pytest.mark.parametrize("limit", range(300, 380))
def test_a_part_may_end_between_any_two_bytes(limit: int, tmp_path: Path) -> None:
    """Before a comma, too."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"articles": records(20)}))
    items = read_all(path, limits=small_limits(max_document_bytes=limit))
    assert texts(items) == [f"Text {n}." for n in range(20)]


def test_a_field_that_a_user_names_is_found_in_parts_too(tmp_path: Path) -> None:
    """As in an object that is not too large."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"rows": [{"id": n, "saga": f"Tale {n}."} for n in range(200)]}))
    options = SourceOptions(fields={"text": "saga"}, limits=small_limits(max_document_bytes=LIMIT))
    found = [item for item in read_sources([str(path)], options) if isinstance(item, Document)]
    assert len(found) == 200


def test_objects_of_which_it_is_not_sure_that_they_are_records_are_told(tmp_path: Path) -> None:
    """Where a list goes on behind the limit, its first objects may have less text than most."""
    bare = [{"id": n, "tale": "no text"} for n in range(40)]
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"first": records(30), "second": [*bare, *records(200)]}))
    items = read_all(path, limits=small_limits(max_document_bytes=LIMIT))
    told = [failure.message for failure in failures(items) if "are left out" in failure.message]
    left_out = sum(int(message.split(": ")[1].split()[0]) for message in told)
    assert left_out + len(items) - len(told) == 30 + 40 + 200
    assert len(texts(items)) >= 200


@pytest.mark.parametrize(
    "held",
    [
        {"text": "x" * LIMIT, "comments": records(200)},
        {"title": "A book", "sections": records(200)},
        {"numbers": [[n] for n in range(2_000)]},
        {"articles": [{"id": 1, "text": "x" * 2 * LIMIT}]},
        {"by id": {str(n): one for n, one in enumerate(records(100))}},
    ],
)
def test_what_is_one_document_above_the_limit_fails_alone(held: Any, tmp_path: Path) -> None:
    """Its parts are no documents, and what is behind it is read."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps(held) + '\n{"text": "behind"}\n')
    items = read_all(path, limits=small_limits(max_document_bytes=LIMIT))
    [failed] = failures(items)
    assert "longer than" in failed.message
    assert texts(items) == ["behind"]


def test_such_an_object_is_read_in_constant_memory(tmp_path: Path) -> None:
    """However many records it holds."""
    path = tmp_path / "export.json"
    with path.open("w") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for number in range(4_000):
            file.write(f'{"," * bool(number)}{{"text": "{number} {"x" * 900}"}}')
        file.write("]}")
    tracemalloc.start()
    try:
        options = SourceOptions(limits=small_limits(max_document_bytes=20_000))
        found = sum(1 for _ in read_sources([str(path)], options))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == 4_000
    assert peak < 1_500_000
