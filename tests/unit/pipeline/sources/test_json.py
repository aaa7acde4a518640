"""JSON: lines, arrays, objects over several lines."""

import io
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records import Document, Locator, Unread
from pipeline.sources import Limits, SourceOptions, read_sources
from pipeline.sources.entry import Entry, forward
from pipeline.sources.json_values import json_values
from pipeline.sources.records_json import read_json
from tests.harness.growth import grows_with_size
from tests.harness.reopening import check_every_start
from tests.harness.sources import (
    documents,
    failures,
    filtered,
    read_all,
    small_limits,
    texts,
)


class Repeated:
    """A stream of one byte, so many times over, that is never held whole."""

    def __init__(self, byte: bytes, size: int, tail: bytes) -> None:
        self._chunk = byte * 65536
        self._left = size
        self._tail = tail

    def read1(self, size: int) -> bytes:
        """The next bytes."""
        size = min(size, self._left, 65536)
        self._left -= size
        if size:
            return self._chunk[:size]
        tail, self._tail = self._tail, b""
        return tail

    def close(self) -> None:
        """Nothing to close."""


def read(data: bytes, tmp_path: Path, **options: object) -> list[Document | Unread]:
    """The items of a file with these bytes."""
    path = tmp_path / "wire.jsonl"
    path.write_bytes(data)
    return read_all(path, **options)


def test_records_are_numbered_by_all_lines(tmp_path: Path) -> None:
    """Blank lines give nothing but count, so that a number leads back to its line."""
    items = read(b'{"text": "a"}\r\n\n  \n{"text": "b"}', tmp_path)
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == [0, 3]


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (b"{", "InvalidRecord", "record 2 is not JSON"),
        (b"[1]", "InvalidRecord", "record 2 is list, not a JSON object"),
        (b'{"tale": "x"}', "NoText", "record 2 has no field that is known to hold a text"),
        (b"[" * 500, "InvalidRecord", "record 2 is not JSON"),
        (b"9" * 500, "InvalidRecord", "record 2 is int"),
        (b'{"text": "' + b"x" * 1000 + b'"}', "DocumentTooLarge", "record 2 is longer than 1000"),
        (b"\0" * 900, "InvalidRecord", "record 2 is not JSON"),
    ],
)
def test_a_bad_line_fails_alone_and_is_named(
    line: bytes, error: str, message: str, tmp_path: Path
) -> None:
    """The message names the record and the source; the lines around it are read."""
    data = b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n'
    items = read(data, tmp_path, limits=small_limits())
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == [0, 1, 2]
    [failed] = failures(items)
    assert (failed.stage, failed.error) == ("source", error)
    assert message in failed.message
    assert "wire.jsonl" in failed.message


def test_values_in_a_row_that_are_no_objects_are_one_failure(tmp_path: Path) -> None:
    """It says how many of what kind there are; a record between two such rows is read."""
    strings = b"[\n" + b",\n".join(b'"word %d"' % n for n in range(3000))
    [failed] = failures(read(strings + b"\n]", tmp_path))
    assert failed.error == "InvalidRecord"
    assert "3,000 values from record 2 on are 3,000 str, no JSON objects" in failed.message
    items = read(strings + b',\n{"text": "a"},\n7,\n"b"\n]', tmp_path)
    assert texts(items) == ["a"]
    assert [item.locator.record for item in items] == [1, 3001, 3002]
    assert "2 values from record 3003 on" in failures(items)[1].message


@pytest.mark.parametrize("end", [b"\xc2", b'{"text": "b\xe2\x82'])
def test_a_last_line_cut_inside_a_character_is_a_failed_record(end: bytes, tmp_path: Path) -> None:
    """It is said to be no JSON, and what stands above it is read."""
    items = read(b'{"text": "a"}\n' + end, tmp_path)
    assert texts(items) == ["a"]
    [failed] = failures(items)
    assert failed.error == "InvalidRecord"
    assert "record 2 is not JSON" in failed.message


def test_deep_nesting_fails_as_a_record(tmp_path: Path) -> None:
    """A line that exhausts the parser's recursion is one more bad line."""
    [failed] = failures(read(b"[" * 200_000, tmp_path))
    assert failed.error == "InvalidRecord"


def test_the_longest_line_that_fits_is_read(tmp_path: Path) -> None:
    """The limit counts the line without its newline, at the end of the file too."""
    line = json.dumps({"text": "x" * 988}).encode()
    limits = small_limits(max_document_bytes=len(line))
    assert len(texts(read(line + b"\n" + line, tmp_path, limits=limits))) == 2
    limits = small_limits(max_document_bytes=len(line) - 1)
    assert len(failures(read(line + b"\n" + line, tmp_path, limits=limits))) == 2


def test_a_line_of_200_mb_is_not_held_in_memory() -> None:
    """It fails, and the line after it is read."""
    stream = forward(Repeated(b"x", 200_000_000, b'\n{"text": "after"}\n'))  # type: ignore[arg-type]
    entry = Entry(Locator("file:///big.jsonl"), "big.jsonl", "", stream)
    options = SourceOptions(limits=Limits(max_document_bytes=1_000_000))
    tracemalloc.start()
    try:
        items = list(read_json(entry, options))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [failed.error for failed in failures(items)] == ["DocumentTooLarge"]
    assert texts(items) == ["after"]
    assert peak < 5_000_000


def test_bad_bytes_are_read_and_lone_surrogates_replaced(tmp_path: Path) -> None:
    """The record is kept: one bad character is no reason to lose an article, or the character."""
    data = b'\xef\xbb\xbf{"text": "caf\xe9 \\ud83d\\ude00 \\ud800"}\n'
    assert texts(read(data, tmp_path)) == ["café \U0001f600 \ufffd"]


def test_each_line_is_in_an_encoding_of_its_own(tmp_path: Path) -> None:
    """Lines joined from several sources are read as what each is, strays amid UTF-8 too."""
    lines = [
        ("Les élèves étaient déjà là.", "utf-8"), ("Les élèves étaient déjà là.", "cp1252"),
        ("Городской совет утвердил план.", "cp1251"), ("港口委员会今天开会。", "gb18030"),
    ]  # fmt: skip
    data = b"".join(b'{"text": "%s"}\n' % text.encode(name) for text, name in lines)
    data += '{"text": "Les élèves, l'.encode() + b'\x92\xe9cole"}\n'
    found = texts(read(data, tmp_path))
    assert found == [*(text for text, _ in lines), "Les élèves, l’école"]


def test_raw_control_characters_in_a_string_are_let_through(tmp_path: Path) -> None:
    """Cleaning deals with them."""
    assert texts(read(b'{"text": "a\tb\x00c"}', tmp_path)) == ["a\tb\x00c"]


@settings(max_examples=60)
@given(
    lines=st.lists(
        st.binary(max_size=20).map(lambda line: line.replace(b"\n", b""))
        | st.sampled_from([b"{", b"}", b"[", b"]", b'"', b'{"text": "x"}', b'{"text": "x"}, {'])
    )
)
def test_whatever_stands_around_it_an_object_in_a_line_is_found(
    lines: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Numbers grow, and every line that is an object from first to last byte gives a document."""
    # A first line of nothing: the first bytes of a file may say that it is packed, or UTF-16.
    items = read(b"\n" + b"\n".join(lines), tmp_path_factory.getbasetemp())
    numbers = [item.locator.record for item in items]
    assert numbers == sorted(set(numbers))
    whole = sum(line == b'{"text": "x"}' for line in lines)
    assert len(documents(items)) >= whole
    assert items  # a file never disappears


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (b'[{"text": "a"}, {"text": "b"}]', [0, 1]),
        (b'[{"text": "a"},\n{"text": "b"}]\n', [0, 1]),
        (b'{"text": "a"}{"text": "b"}\n', [0, 1]),
        (b'{"text": "a"},\n{"text": "b"},\n', [0, 1]),
        (b'\x1e{"text": "a"}\n\x1e{"text": "b"}\n', [0, 1]),
        (b'{\n "x": [\n {"y": [1]}\n ],\n "text": "a"\n}\n{\n "text": "b"\n}\n', [0, 6]),
        (b'[\n  {\n    "text": "a"\n  },\n  {\n    "text": "b"\n  }\n]\n', [1, 4]),
        (b'{"x": [\n{"text": "a"},\n\n{"text": "b"}\n]}\n', [0, 1]),
        (b'{"x": [\n{"text": "a"}\n,\n{"text": "b"}\n]}\n', [0, 1]),
        (b'{"x": [\n{"text": "a"}\n], "y": [\n{"text": "b"}\n]}\n', [0, 1]),
        ('{"text": "a"}\n{"text": "b"}\n'.encode("utf-16"), [0, 1]),
        ('[{"text": "a"}, {"text": "b"}]'.encode("utf-16-be"), [0, 1]),
    ],
)
def test_objects_are_found_however_they_are_set(
    data: bytes, numbers: list[int], tmp_path: Path
) -> None:
    """In arrays, over several lines, glued, behind commas or separators, an object or UTF-16."""
    items = read(data, tmp_path)
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == numbers


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("callback(", ");"), ("/**/ jQuery_1.cb (\n", "\n)\n\n"), ("var x = ", ";\n"),
        ("const\tx =\n", ""), ('window["news"] = ', ";"), (")]}',\n", "\n"), ("while(1);", ""),
        ("\ufeffnews(", ")\n;\n"),
    ],
)  # fmt: skip
def test_json_that_pages_load_is_read_without_its_wrapper(
    before: str, behind: str, tmp_path: Path
) -> None:
    """A call or an assignment; what is like its end inside of a text stays."""
    records = [{"text": "One (see {a})"}, {"text": "var x = [1]);"}]
    for inner in (json.dumps(records), json.dumps(records, indent=1), json.dumps(records[0])):
        items = read(f"{before}{inner}{behind}".encode(), tmp_path)
        assert failures(items) == []
        assert texts(items) == [one["text"] for one in records][: len(items)]
        assert len(items) == (2 if inner.startswith("[") else 1)


def test_what_only_looks_like_a_wrapper_is_a_failure(tmp_path: Path) -> None:
    """Prose before JSON, a second call, a call around no JSON."""
    for data in ("see also {1}", 'a = {"text": "one"}\nb(1)\n', 'note: a({"text": "x"})', "f(x)"):
        assert failures(read(data.encode(), tmp_path))


def test_a_reading_goes_on_within_a_call(tmp_path: Path) -> None:
    """At the line where it stood."""
    path = tmp_path / "a.json"
    path.write_text('news([\n{"text": "one"},\n{"text": "two"}\n]);\n')
    check_every_start(path)
    assert texts(read_all(path)) == ["one", "two"]


def test_an_array_in_one_line_is_read_in_constant_memory(tmp_path: Path) -> None:
    """An export of one line may be larger than any document may be."""
    path = tmp_path / "export.json"
    with path.open("wb") as file:
        file.write(b'[{"text": "first"}')
        for number in range(2_000):
            file.write(b",\n"[:1] + b'{"text": "%d %s"}' % (number, b"x" * 900))
        file.write(b"]")
    tracemalloc.start()
    try:
        found = sum(1 for _ in read_sources([str(path)], SourceOptions(limits=small_limits())))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == 2_001
    assert peak < 1_000_000


def test_an_object_without_its_end_is_one_failure(tmp_path: Path) -> None:
    """It ends before the next line that is an object, and says how many lines it took."""
    items = read(b'{"text": "a"}\n{"text": "cut\n  off",\n  "x": [\n{"text": "b"}\n', tmp_path)
    assert texts(items) == ["a", "b"]
    [failed] = failures(items)
    assert "record 2 is not JSON: it has no end; 3 lines belong to it" in failed.message


def test_what_stands_before_a_cut_in_an_object_of_records_is_read(tmp_path: Path) -> None:
    """Each in a line of its own, as maps have them; the failure counts the lines that are lost."""
    lines = [b'{"text": "%s"}' % name for name in (b"a", b"b", b"c")]
    items = read(b'{"type": "x", "features": [\n' + b",\n".join(lines)[:-3], tmp_path)
    assert texts(items) == ["a", "b"]
    [failed] = failures(items)
    assert "it has no end; 2 lines belong to it" in failed.message
    items = read(b'{"tags": ["x",\n' + b"\n".join(lines) + b"\n", tmp_path)
    assert texts(items) == ["a", "b", "c"]
    assert len(failures(items)) == 1


def test_a_file_in_which_nothing_has_a_text_fails_once(tmp_path: Path) -> None:
    """The failure lists the fields; a record with a text later shows that the others are alone."""
    lines = b'{"id": 1, "tale": "x"}\n{"id": 2, "kind": "y"}\n'
    [failed] = failures(read(lines, tmp_path))
    assert "each of the 2 records" in failed.message
    assert "'id', 'tale', 'kind'" in failed.message
    items = read(lines + b'{"text": "a"}\n', tmp_path)
    assert texts(items) == ["a"]
    assert [item.locator.record for item in items] == [0, 1, 2]


@settings(max_examples=40)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text()},
            optional={"id": st.text() | st.integers(), "title": st.none() | st.text()},
        ),
        min_size=1,
        max_size=10,
    )
)
def test_every_record_comes_back_as_it_was_written(records: list[dict[str, object]]) -> None:
    """Text for text, in order, with ids of their own."""
    data = b"".join(json.dumps(record).encode() + b"\n" for record in records)
    stream = forward(Repeated(b"", 0, data))  # type: ignore[arg-type]
    found = documents(list(read_json(Entry(Locator("s"), "", "", stream), SourceOptions())))
    assert [document.raw for document in found] == [record["text"] for record in records]
    assert len({document.id for document in found}) == len(records)


@pytest.mark.parametrize(
    ("data", "encoding", "replaced"),
    [
        ('{"text": "Grüße"}'.encode(), "utf-8", 0),
        ('{"text": "Größere Schäden gab es nicht."}'.encode("cp1252"), "cp1252", 0),
        ('{"text": "Grüße aus Köln, für alle'.encode() + b' \xff"}', "utf-8", 1),
        ('{"text": "Grüße"}\n'.encode("utf-16"), "utf-16-le", 0),
        ('{"text": "Grüße"}\n'.encode("utf-16-be"), "utf-16-be", 0),
        ('{\n"text": "Grüße"\n}'.encode(), "utf-8", 0),
    ],
)
def test_a_record_says_in_which_encoding_it_was(
    data: bytes, encoding: str, replaced: int, tmp_path: Path
) -> None:
    """It stands in the document, with the number of bytes that are not of it."""
    (document,) = documents(read(data, tmp_path))
    assert (document.encoding, document.replaced_bytes) == (encoding, replaced)


@pytest.mark.parametrize(
    "told",
    [
        '{"text": "See https://x.example /* here */ ,] ok",}',
        '{\n// the text\n"text": "See https://x.example /* here */ ,] ok", /* end */\n}',
        '[{"tags": ["a", ], "text": "See https://x.example /* here */ ,] ok" , }, ]',
    ],
    ids=["comma", "comments", "array"],
)
def test_commas_too_many_and_comments_cost_no_record(tmp_path: Path, told: str) -> None:
    """People write them by hand; a text that looks so stays as it is."""
    path = tmp_path / "a.json"
    path.write_text(told)
    assert texts(read_all(path)) == ["See https://x.example /* here */ ,] ok"]


@pytest.mark.parametrize("piece", ['"\\"', ", ", "/*", "/**/", '\\"'])
def test_the_time_for_what_is_almost_json_is_linear(piece: str) -> None:
    """A record that is none is looked at twice, not again and again."""

    def work(count: int) -> None:
        data = b"{" + (piece * count).encode() + b"}\n"
        list(json_values(io.BufferedReader(io.BytesIO(data)), 10_000_000))

    assert grows_with_size(work, 8_000)


@pytest.mark.parametrize(
    ("line", "text", "title"),
    [
        ('{"text": "one", "text": "two"}', "one\n\ntwo", None),
        ('{"text": "", "text": "two", "text": null}', "two", None),
        ('{"text" : "one" ,"text" :"one"}', "one", None),
        ('{"title": "A", "data": {"text": "x", "text": "y"}, "title": "B"}', "x\n\ny", "A, B"),
        # What only looks like names, in a text.
        (r'{"text": "{\"a\": 1, \"a\": 2}"}', '{"a": 1, "a": 2}', None),
        (r'{"text": "he said \":\"", "title": "T"}', 'he said ":"', "T"),
    ],
)
def test_a_name_that_stands_twice_loses_no_value(
    line: str, text: str, title: str | None, tmp_path: Path
) -> None:
    """Values under one name are joined as those of two columns are; equal ones are one."""
    [found] = read(line.encode(), tmp_path)
    assert isinstance(found, Document)
    assert (found.raw, found.metadata.title) == (text, title)


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@given(
    st.dictionaries(st.sampled_from(["a", "b", 'c":', "d"]), NESTED),
    st.booleans(),
    st.sampled_from([(", ", ": "), (",", ":"), (" , ", " : ")]),
)
def test_an_object_is_what_python_takes_it_for(
    record: dict[str, object], is_ascii: bool, separators: tuple[str, str]
) -> None:
    """Whichever reader takes a line, strict or lenient."""
    line = json.dumps({**record, "text": "x"}, ensure_ascii=is_ascii, separators=separators)
    [value] = json_values(forward(io.BytesIO(line.encode())), 1_000_000)
    assert json.dumps(value.found) == json.dumps(json.loads(line))


def test_zeros_and_semicolons_end_records_too(tmp_path: Path) -> None:
    """Programs in C write the one, scripts the other."""
    assert texts(read(b'{"text": "a"}\0{"text": "b"}\0\n{"text": "c"};\n', tmp_path)) == [*"abc"]


def test_a_bulk_request_gives_documents_with_their_ids(tmp_path: Path) -> None:
    """Each stands where the line that names it does; a line without a document is empty."""
    lines = [
        {"index": {"_index": "news", "_id": "7"}}, {"title": "a", "body": "one"},
        {"create": {"_id": "8", "routing": "r"}}, {"body": "two"},
        {"delete": {"_id": "9"}},
        {"update": {"_id": "10"}}, {"doc": {"body": "three"}},
        {"index": {}}, {"body": "four", "id": "own"},
    ]  # fmt: skip
    path = tmp_path / "bulk.ndjson"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    items = read_all(path)
    assert texts(items) == ["one", "two", "three", "four"]
    assert [d.source_id for d in documents(items)] == ["7", "8", "10", "own"]
    assert [item.locator.record for item in items] == [0, 2, 4, 5, 7]
    assert filtered(items) == ["empty"]
    check_every_start(path)


def test_a_record_about_an_index_is_no_bulk_request(tmp_path: Path) -> None:
    """Only such lines at the beginning of a file make one."""
    items = read(b'{"index": {"name": "x"}, "text": "a"}\n{"text": "b"}\n', tmp_path)
    assert texts(items) == ["a", "b"]


def test_comments_between_objects_are_passed_over(tmp_path: Path) -> None:
    """As programs and people write them into arrays; a broken line is still a failure."""
    data = b'// of May\n[\n{"text": "a"}, // one\n/* two */ {"text": "b"}\n]\n/ {"text": "c"}\n'
    items = read(data, tmp_path)
    assert texts(items) == ["a", "b"]
    assert len(failures(items)) == 1


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("RC_2021-05", '{"id": "b", "body": "Fog."}\n{"id": "c", "body": "Rain."}\n'),
        ("tweets.js", 'window.YTD.tweets.part0 = [ {"text": "Fog."}, {"text": "Rain."} ]'),
        ("a.jsonld", '{"@graph": [{"articleBody": "Fog."}, {"articleBody": "Rain."}]}'),
        ("wire.csv", '\ufeff[\n{"text": "Fog."},\n{"text": "Rain."}\n]'),
    ],
)
def test_a_file_of_records_is_recognised_whatever_its_name(
    tmp_path: Path, name: str, written: str
) -> None:
    """By a first record with a text."""
    path = tmp_path / name
    path.write_text(written, encoding="utf-8")
    assert texts(read_all(path)) == ["Fog.", "Rain."]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("notes.txt", '{"text": "Fog."}\n{"text": "Rain."}\n'),
        ("settings", '{"name": "ferry", "description": "It sails at nine."}\n'),
        ("en.js", 'module.exports = {"text": "Fog."};\n'),
        ("story", '{"Fog," said the captain, "text" to all.}\n'),
        ("half", '{"title": "Fog", "text": "' + "It sails. " * 500),
        ("call.py", 'show({"text": "Fog."})\n'),
        ("table", '[1, 2]\n{"text": "Fog."}\n'),
    ],
)
def test_other_files_that_begin_with_braces_stay_what_they_are(
    tmp_path: Path, name: str, written: str
) -> None:
    """Text by its name, settings, programs, prose, what does not end near the beginning."""
    path = tmp_path / name
    path.write_text(written, encoding="utf-8")
    assert [document.raw for document in documents(read_all(path))] == [written.encode()]
