"""Records as documents."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import document_id, key_id
from pipeline.records import Locator, Metadata
from pipeline.sources import SourceOptions
from pipeline.sources.problems import DocumentTooLarge, InvalidRecord, MissingKey, NoText
from pipeline.sources.record import record_document
from tests.harness.sources import small_limits

PLACE = Locator("file:///wire.jsonl", "", 3)


def document(record: dict[str, Any], **options: Any) -> Any:
    """The document of a record at a fixed place."""
    return record_document(record, PLACE, SourceOptions(**options))


def test_a_record_brings_its_text_metadata_and_own_id() -> None:
    """The id is still the position; the record's own one is kept beside it."""
    found = document(
        {
            "_id": 17,
            "headline": " Rates rise ",
            "body": "Prices äußerst high.",
            "byline": ["A. Hill", "B. Day"],
            "pubDate": "Thu, 08 Sep 2022 14:30:00 +0200",
            "link": "https://wire.example/1",
        }
    )
    assert found.id == document_id(PLACE)
    assert found.source_id == "17"
    assert found.raw == "Prices äußerst high."
    assert found.size == len(found.raw.encode())
    assert found.media_type == "text/plain"
    assert found.metadata == Metadata(
        "Rates rise", "A. Hill, B. Day", "2022-09-08T14:30:00+02:00", "https://wire.example/1"
    )


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("2022-09-08", "2022-09-08"),
        ("2022-09-08T14:30:00Z", "2022-09-08T14:30:00Z"),
        ("last Tuesday", "last Tuesday"),
        ("Mon, 99 Foo 2022", "Mon, 99 Foo 2022"),
        ("", None),
        (None, None),
    ],
)
def test_a_date_that_is_not_understood_stays_as_told(told: Any, published: str | None) -> None:
    """Only the form of mail and RSS is turned into ISO 8601."""
    assert document({"text": "x", "date": told}).metadata.published == published


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("text/html; charset=utf-8", "text/html"),
        ("application/xhtml+xml", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("application/json", "text/plain"),
        (None, "text/plain"),
    ],
)
def test_a_record_may_say_that_its_text_is_html(declared: str | None, expected: str) -> None:
    """It is never guessed from the text."""
    assert document({"text": "<html>", "content_type": declared}).media_type == expected


@pytest.mark.parametrize(
    "record",
    [
        {}, {"text": [1]}, {"text": True}, {"tale": "x"}, {"source": {"other": 7}},
        {"text": None, "tale": "a text of more words than a title has, in a field of unknown name"},
        {"title": "x", "tale": "a text of more words than a title has, in a field of unknown name"},
    ],
)  # fmt: skip
def test_a_record_without_text_is_invalid(record: dict[str, Any]) -> None:
    """The message names the record, the fields that there are, and the option."""
    with pytest.raises(NoText, match=r"record 4 has no field .*--text-field") as error:
        document(record)
    assert all(repr(name) in str(error.value) for name in record)


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"text": "", "body": "b"}, "b"),
        ({"text": " ", "content": "c"}, "c"),
        ({"text": "a", "body": "b"}, "a"),
        ({"Article Text": "a", "Headline": "h"}, "a"),
        ({"ARTICLE_BODY": "a"}, "a"),
        ({"content": {"body": "b"}}, "b"),
        ({"_source": {"content": {"text": "t"}}}, "t"),
        ({"text": ["a", "b"]}, "a\n\nb"),
        (
            {"content": [{"speaker": "A", "text": "x"}, {"speaker": "B", "text": "y"}]},
            "A: x\n\nB: y",
        ),
        ({"text": ["To ", {"type": "bold", "text": "Orsa"}, ", at 9"]}, "To Orsa, at 9"),
        ({"text": ["First.", {"type": "p", "text": "Second."}]}, "First.\n\nSecond."),
        (
            {"title": "t", "sections": [{"heading": "A", "text": "x"}, {"text": "y"}]},
            "A\n\nx\n\ny",
        ),
        ({"paragraphs": [{"text": "x"}, None, {"text": "y"}]}, "x\n\ny"),
        ({"tweet": {"full_text": "t"}}, "t"),
        ({"abstract": "a", "lead_paragraph": "l"}, "l"),
        ({"Inhalt": "i"}, "i"),
        ({"текст": "т"}, "т"),
        ({"description": "d", "body": "b"}, "b"),
        ({"title": "t", "description": "d"}, "d"),
        ({"content": {"rendered": "r"}}, "r"),
        ({"body": [{"value": "a", "format": "f"}, {"value": "b"}]}, "a\n\nb"),
        ({"title": "t", "sections": [{"value": 3}, {"name": "n"}]}, ""),
        ({"selftext": "a"}, "a"),
        ({"article_summary": "s", "article_body": "b"}, "b"),
        ({"description": "d", "article": {"body": "b"}}, "b"),
        ({"Cuerpo de la noticia": "c"}, "c"),
        ({"Текст статьи": "т"}, "т"),
        ({"본문": "k"}, "k"),
        ({"Treść": "t"}, "t"),
        ({"text_en": "t"}, "t"),
        ({"company_description": "c", "title": "t"}, ""),
        ({"title": "only"}, ""),
        ({"timestamp": 1, "title": "t", "data": [{"post": "a post"}, {"updated": 2}]}, "a post"),
        ({"title": "t", "parts": [{"text": "a"}, {"heading": "h", "text": "b"}]}, "a\n\nh\n\nb"),
        ({"title": "t", "tags": [{"name": "word"}], "notes": [{"description": "a b"}]}, "a b"),
        ({"title": "t", "authors": [{"name": "Ann Ek", "description": "a b"}]}, ""),
        ({"type": "Create", "object": {"type": "Note", "content": "c"}}, "c"),
        ({"messageCreate": {"text": "t"}}, "t"),
        ({"title": "only", "text": ""}, ""),
        ({"X-TIKA:content": "c", "dc:title": "t"}, "c"),
        ({"Consumer complaint narrative": "c", "id": 1}, "c"),
        ({"license_text": "l", "body": "b"}, "b"),
        ({"summary": "s", "alt text": "a"}, "s"),
        ({"note": "n", "description": "d"}, "d"),
        ({"string_map_data": {"Comment": {"value": "c"}, "Time": {"timestamp": 1583403072}}}, "c"),
        ({"nội dung": "v"}, "v"),
        ({"เนื้อหา": "t"}, "t"),
        ({"सामग्री": "h"}, "h"),
        ({"content": {"content_type": "text", "parts": ["a", "b"]}}, "a\n\nb"),
    ],
)
def test_the_text_is_found_by_what_a_fields_name_means(record: dict[str, Any], text: str) -> None:
    """Case, spelling and language do not count; an empty field gives way; paragraphs are joined."""
    assert document(record).raw == text


TALK = [{"text": "The gate is shut.", "replies": [{"text": "Since when?"}]}, {"id": 1}]


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"title": "t", "text": "", "comments": TALK}, "The gate is shut.\n\nSince when?"),
        (
            {"title": "t", "thread": {"posts": TALK}, "n": {"of": {"text": "CC BY"}}},
            "The gate is shut.\n\nSince when?",
        ),
        (
            {"title": "t", "tree": {"a": {"message": {"text": "a"}}, "b": {"m": {"text": "b"}}}},
            "a\n\nb",
        ),
        ({"title": "t", "talk": [{"text": "a", "content": [{"type": "text", "text": "a"}]}]}, "a"),
        ({"title": "t", "actions": [{"by": {"fullName": "Ann Ek"}}]}, ""),
        ({"title": "t", "license": {"text": "All rights reserved."}}, ""),
    ],
    ids=["thread", "in objects", "tree", "twice", "name", "licence"],
)  # fmt: skip
def test_what_the_objects_of_a_titled_record_say_is_its_text(
    record: dict[str, Any], text: str
) -> None:
    """Posts and messages at any depth, each once; not the few words of a licence or a name."""
    assert document(record).raw == text


def test_a_field_whose_name_says_html_is_html() -> None:
    """Unless the record says otherwise."""
    assert document({"body_html": "<p>a</p>"}).media_type == "text/html"
    assert document({"body_html": "a", "media_type": "text/plain"}).media_type == "text/plain"


@pytest.mark.parametrize(
    ("parts", "published"), [([2020, 3, 5], "2020-03-05"), ([2020, 3], "2020-03"), ([2020], "2020")]
)
def test_a_date_may_be_told_by_its_figures(parts: list[int], published: str) -> None:
    """As exports of citations do."""
    found = document({"abstract": "a", "issued": {"date-parts": [parts]}})
    assert found.metadata.published == published


def test_metadata_is_found_by_what_names_mean() -> None:
    """In objects that hold the document or give a value its form; not in those of other things."""
    found = document(
        {
            "_id": {"$oid": "5f1"},
            "_source": {"Titel": "T", "Byline": {"original": "By Ann Lee"}},
            "source": {"name": "Wire", "id": "w"},
            "user": {"id": 9, "name": "U", "url": "https://u.example"},
            "fecha": {"$date": "2021-05-04T00:00:00Z"},
            "text": "x",
        }
    )
    assert found.source_id == "5f1"
    told = found.metadata
    assert (told.title, told.author, told.url) == ("T", "By Ann Lee", None)
    assert told.published == "2021-05-04T00:00:00Z"


@pytest.mark.parametrize(
    ("record", "meant"),
    [
        (
            {"article_title": "T", "article_author": "A", "article_date": "2004-05-06",
             "article_url": "u", "article_id": 3},
            ("T", "A", "2004-05-06", "u", "3"),
        ),
        (
            {"Tytuł": "T", "Autor": "A", "Data publikacji": "2004-05-06", "id_str": "3"},
            ("T", "A", "2004-05-06", None, "3"),
        ),
        (
            {"webTitle": "T", "Publicerad": "2004-05-06"},
            ("T", None, "2004-05-06", None, None),
        ),
        (
            {"newsTitle": "T", "newsAuthor": "A", "created_utc": 1083834000, "newsId": "n"},
            ("T", "A", "2004-05-06T09:00:00+00:00", None, "n"),
        ),
        (
            {"제목": "T", "Fecha de publicación": {"$date": {"$numberLong": "1083834000000"}}},
            ("T", None, "2004-05-06T09:00:00+00:00", None, None),
        ),
        (
            {"sender_name": "A", "timestamp_ms": 1083834000000, "thread_name": "t"},
            (None, "A", "2004-05-06T09:00:00+00:00", None, None),
        ),
        (
            {"title": "T", "createdTimestampUsec": 1083834000000000},
            ("T", None, "2004-05-06T09:00:00+00:00", None, None),
        ),
        (
            # Of something else, or of no known meaning.
            {"product_name": "p", "post_name": "slug", "publication_title": "Wire",
             "modified_date": "2004-05-06", "page_count": 3, "news_source": "s",
             "reading_time": "2 min", "item_type": "i", "data_source": "d", "user_id": 1},
            (None,) * 5,
        ),
    ],
)  # fmt: skip
def test_a_name_may_say_more_than_the_meaning(
    record: dict[str, Any], meant: tuple[str | None, ...]
) -> None:
    """Whose field it is, or how it is written; not that it is about something else."""
    found = document({"text": "x", **record})
    told = found.metadata
    assert (told.title, told.author, told.published, told.url, found.source_id) == meant


def test_fields_may_be_named_by_meaning() -> None:
    """A named one stands alone, also inside an object."""
    record = {"title": "wrong", "head": {"main": {"line": "right"}}, "text": "x"}
    assert document(record, fields={"title": "head.main.line"}).metadata.title == "right"
    assert document(record, fields={"title": "nowhere"}).metadata.title is None


def test_a_named_text_field_stands_alone() -> None:
    """The usual other names are tried only where none was asked for."""
    assert document({"story": "x", "text": "y"}, fields={"text": "story"}).raw == "x"
    with pytest.raises(InvalidRecord):
        document({"body": "x"}, fields={"text": "story"})


def test_a_record_with_an_id_field_has_its_key_as_id() -> None:
    """The position then counts no more."""
    found = document({"text": "x", "number": 7, "id": "other"}, id_field="number")
    assert (found.id, found.source_id) == (key_id("7"), "7")


@pytest.mark.parametrize("value", [None, "", " ", True, {"a": "1"}])
def test_a_record_without_its_key_fails(value: Any) -> None:
    """A key is a text or a number."""
    with pytest.raises(MissingKey, match=r"record 4 .*'key'.*--id-field"):
        document({"text": "x", "key": value}, id_field="key")


def test_a_text_above_the_limit_fails() -> None:
    """The size counts in UTF-8, so that escapes in JSON make no difference."""
    with pytest.raises(DocumentTooLarge):
        document({"text": "ä" * 600}, limits=small_limits())


@given(st.text(st.characters()), st.text(st.sampled_from("\ud800\udbff\udc00\udfff")))
def test_a_documents_texts_always_encode(text: str, surrogates: str) -> None:
    """Lone surrogates, which JSON lets through, are replaced one for one."""
    found = document({"text": text + surrogates, "title": "t" + surrogates, "id": "i" + surrogates})
    assert found.size == len(found.raw.encode())
    assert len(found.raw) == len(text + surrogates)
    assert found.metadata.title.encode()
    assert found.source_id.encode()


def test_a_name_as_long_as_a_text_is_looked_at_as_it_stands_only() -> None:
    """What would be taken away of it costs time with every record, and nobody names fields so."""
    for times, meant in ((3, "Rates rise"), (80, None)):
        found = document({"body": "Prices.", "_".join(["the"] * times) + "_title": "Rates rise"})
        assert found.metadata.title == meant


def test_answers_to_answers_are_the_text_however_deep_they_stand() -> None:
    """As threads are exported: each answer has a list of those to it."""
    thread: dict[str, Any] = {"body": "word99", "replies": ""}
    for level in reversed(range(99)):
        listing = {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": thread}]}}
        thread = {"body": f"word{level}", "replies": listing}
    found = document({"title": "A question", "listing": {"children": [{"data": thread}]}})
    assert found.raw.split() == [f"word{level}" for level in range(100)]
