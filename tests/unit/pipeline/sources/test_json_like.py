"""Objects as Python, JavaScript and MongoDB's shell print them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Document
from pipeline.sources.json_like import as_json
from tests.harness.growth import grows_with_size
from tests.harness.sources import documents, failures, read_all, texts


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("{'text': 'The ferry sails.', 'title': None, 'live': True}", "The ferry sails."),
        ("{'text': \"It's late.\", 'n': 3, 'x': nan, 'y': -inf}", "It's late."),
        (r"{'text': 'It\'s \"late\".'}", 'It\'s "late".'),
        (r"{'text': 'caf\xe9\n\u2013\t\U0001f600 \d \101'}", "café\n–\t😀 \\d A"),
        (r"{u'text': u'caf\xe9', u'tags': (u'a', u'b'), 'n': ('x',)}", "café"),
        (r"""{'text': "don't \x41sk"}""", "don't Ask"),
        ('{text: "unquoted", other_name : [1, 2, ],}', "unquoted"),
        (r"{text: 'a \/ \ud83d\ude00', x: undefined}", "a / 😀"),
        ('{"_id": ObjectId("507f"), "text": "shell", "n": NumberLong(12)}', "shell"),
        ("{'text': 'a', 'when': datetime.datetime(2021, 4, 5, 10, 0)}", "a"),
        ("{'text': 'None, True and {x: 1}, (y)'}", "None, True and {x: 1}, (y)"),
        ("{'text': 'see http://a.org/ // here'}", "see http://a.org/ // here"),
    ],
)
def test_what_other_languages_print_is_read(line: str, text: str, tmp_path: Path) -> None:
    """Each line is one document, beside lines of JSON."""
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "before"}}\n{line}\n{{"text": "behind"}}\n')
    assert texts(read_all(path)) == ["before", text, "behind"]


def test_types_around_values_are_taken_off(tmp_path: Path) -> None:
    """Ids and dates are what they are elsewhere."""
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"_id": ObjectId("507f"), "date": ISODate("2021-04-05T10:00:00Z"), "text": "a"}\n'
        "{'id': UUID('12-34'), 'date': datetime.date(2021, 4, 5), 'text': 'b'}\n"
        "{'date': datetime.datetime(2021, 4, 5, 1, 2, tzinfo=datetime.timezone.utc), 'text': 'c'}\n"
    )
    found = documents(read_all(path))
    assert [one.metadata.published for one in found] == [
        "2021-04-05T10:00:00Z", "2021-04-05T00:00:00", "2021-04-05T01:02:00+00:00",
    ]  # fmt: skip
    assert found[1].source_id == "12-34"


def test_a_list_over_several_lines_is_read(tmp_path: Path) -> None:
    """As pprint writes one."""
    path = tmp_path / "a.json"
    path.write_text("[{'text': 'one', 'b': False},\n {'text': 'it\\'s {two}',\n  'n': [1]}]")
    assert texts(read_all(path)) == ["one", "it's {two}"]


@pytest.mark.parametrize(
    "line",
    [
        "{'text': __import__('os').system('true')}",
        "{'text': open('/etc/passwd').read()}",
        "{'text': 'a' + 'b'}",
        "{'text': datetime.datetime(2021, 13, 45)}",
        "{'text': lambda: 1}",
        "{'text': f'{1}'}",
        "{'text': 'no end}",
        "{'text'}",
    ],
)
def test_nothing_is_evaluated(line: str, tmp_path: Path) -> None:
    """What is no plain value is one failure."""
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"text": "before"}}\n{line}\n{{"text": "behind"}}\n')
    items = read_all(path)
    assert texts(items) == ["before", "behind"]
    [failed] = failures(items)
    assert "is not JSON" in failed.message


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_python_prints_means_the_same(value: dict[str, object]) -> None:
    """Whatever its texts hold."""
    assert json.loads(as_json(repr(value)), strict=False) == value


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_json_stays_what_it_is(value: dict[str, object]) -> None:
    """Also where texts look like something else."""
    assert json.loads(as_json(json.dumps(value))) == value


@pytest.mark.parametrize("part", ["'", "\\'", "a('", 'u"', "a(1,", "a.", "(", "x:", ",", "a('\\'"])
def test_time_grows_with_size(part: str) -> None:
    """Whatever a line is made of."""
    assert grows_with_size(lambda size: as_json("{" + part * size), 3000)


def test_deep_records_fail_alone(tmp_path: Path) -> None:
    """Too deep for the parser, or for what looks for a text in it."""
    deep = "[" * 100_000 + "]" * 100_000
    nested = '[{"text":' * 400 + '"x"' + "}]" * 400  # too deep on every Python
    path = tmp_path / "a.jsonl"
    path.write_text(
        f'{{"text": "a"}}\n{{"text": "x", "y": {deep}}}\n{{"text": {nested}}}\n{{"text": "b"}}\n'
    )
    items = read_all(path)
    assert texts(items) == ["a", "b"]
    assert [item.locator.record for item in items] == [0, 1, 2, 3]
    assert all("nested too deep" in failed.message for failed in failures(items))


def test_numbers_and_nothing_as_text(tmp_path: Path) -> None:
    """A number is the text where there is no other; null is as empty as an empty text."""
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": 2021}\n{"content": 5, "summary": "told"}\n{"text": null, "id": 1}\n{}\n'
        '{"text": true}\n{"text": "x"}\n'
    )
    items = read_all(path)
    assert [item.raw for item in items if isinstance(item, Document)] == ["2021", "told", "", "x"]
    [failed] = failures(items)
    assert failed.error == "NoText"
