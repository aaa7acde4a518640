"""The mapping follows `pipeline.fields`."""

import msgspec

from pipeline import fields
from pipeline.clean.signals import SIGNALS
from pipeline.index import FailureEntry
from pipeline.records import (
    Address,
    Cleaned,
    Difference,
    Document,
    Entities,
    Entity,
    Locator,
    Mail,
    Mark,
    Mention,
    Metadata,
    Properties,
    Repair,
    Reversal,
    Topics,
    Work,
)
from pipeline.terms.twins import twins
from tests.harness.records import a_writer
from workers.indexes.elasticsearch.mapping import (
    document_properties,
    failure_properties,
    index_name,
    template,
)
from workers.indexes.surrogates import without_surrogates

LABELS = tuple(fields.ENTITY_FIELDS)
VALUES = {"money": "5 USD", "date": "2005"}
ADA = (Address("a@x.org", "Ada"),)
FULL = Work(
    Document(
        "0" * 32, Locator("file:///a", "b", 1), "text/html", None, "f" * 32, 9,
        Metadata("T", "A", "some day", "http://u", {"Section": ("Sports",)}, 1, ("long",), ("1",)),
        "key", parent="1" * 32, family="2" * 32,
    ),
    Cleaned(
        "Titles", "texts", "en", "e" * 32, (Repair("nfc", 1, 0, 0, "a", "b"),), {"nfc": 1}, 0.9,
        "AP",
        dict.fromkeys(SIGNALS, 1.0), (Mark("credit", 0, 4),),
        {"markup": 1}, Reversal((Difference(0, 0, " "),)), encoding="utf-8", replaced_bytes=1,
        pages=(0, 2),
    ),
    Entities(
        tuple(Mention(0, 1, label, "n", VALUES.get(label, "n")) for label in LABELS),
        tuple(Entity("n", "n", label, 1, ("president",), "Q1") for label in LABELS),
        "language",
    ),
    Topics({"politics": 1.0}, ("politics",), "politics", "language"),
    {"mine": {"a": [1]}},
    properties=Properties(
        "2020-01-01", "B", "Writer", 2, Mail("1@x", None, (), "0@x", ADA, ADA, ADA, ADA, ADA)
    ),
)  # fmt: skip


def test_every_field_of_a_record_is_mapped() -> None:
    """Strict mapping refuses what it does not know, so it knows all that we write."""
    dated = FULL.evolve(
        document=msgspec.structs.replace(FULL.document, metadata=Metadata(published="2022-01-01"))
    )
    written = a_writer("run", "batch", 1)
    records = [fields.index_fields(work, ["s:1"], written) for work in (FULL, dated)]
    given = {name for record in records for name in (*record, *twins(record))}
    given |= {"id", fields.RESOLVED}  # what `docmill resolve` adds
    assert given == set(document_properties("standard"))
    of_records = {name for record in records for name in record} - {
        fields.folded(name) for name in (*fields.FOLDED_FIELDS, fields.METADATA_FIELD)
    }
    assert {*of_records, fields.RESOLVED} == set(fields.RECORD_FIELDS)


def test_nothing_is_nested_and_names_are_keywords() -> None:
    """Kibana cannot chart nested fields; names are facets, so they stay whole."""
    properties = document_properties("standard")
    assert {p.get("type", "object") for p in properties.values()} == {
        "text", "keyword", "date", "long", "float", "object", "flattened",
    }  # fmt: skip
    assert {**properties["people"], "doc_values": False} == properties["people_folded"]
    assert properties["mentions"] == {"type": "object", "enabled": False}


def test_the_analyzer_is_a_setting() -> None:
    """Title and text are cut into words by the analyzer that was asked for."""
    properties = document_properties("whitespace")
    assert {properties[name]["analyzer"] for name in fields.TEXT_FIELDS} == {"whitespace"}


def test_every_field_of_a_failure_is_mapped() -> None:
    """A failure has a mapping of its own, also strict."""
    assert set(failure_properties()) == set(FailureEntry.__struct_fields__)


def test_the_template_covers_every_version_of_the_index() -> None:
    """The index behind an alias and its successors get the template; the failures' do not."""
    properties, settings = {"a": {"type": "long"}}, {"query.default_field": ["b"]}
    made = template("docmill", properties, shards=3, replicas=2, settings=settings, meta={"c": 1})
    assert made["index_patterns"] == ["docmill-v*"]
    assert index_name("docmill") == "docmill-v3"
    assert made["template"]["mappings"] == {
        "_meta": {"c": 1},
        "dynamic": "strict",
        "properties": {"a": {"type": "long"}},
    }
    assert made["template"]["settings"]["query.default_field"] == ["b"]
    assert made["template"]["settings"]["number_of_shards"] == 3
    assert made["template"]["settings"]["number_of_replicas"] == 2


def test_the_way_back_is_kept_where_the_raw_text_had_half_characters() -> None:
    """No index can say them: what comes back has U+FFFD in their place."""
    assert FULL.cleaned is not None
    cleaned = msgspec.structs.replace(
        FULL.cleaned, reversal=Reversal((Difference(1, 2, "a\ud800b"),), 3)
    )
    record = fields.index_fields(FULL.evolve(cleaned=cleaned), [], a_writer())
    kept = msgspec.json.decode(msgspec.json.encode(without_surrogates(record)))["reversal"]
    assert msgspec.convert(kept, Reversal) == Reversal((Difference(1, 2, "a\ufffdb"),), 3)
