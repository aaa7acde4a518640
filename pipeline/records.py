"""The records that travel through docmill: frozen, slotted, typed; new ones out, none changed.

They are `msgspec.Struct`s in array form, so that one definition is at once the type, the wire
format (msgpack) and its validation.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

import msgspec

if TYPE_CHECKING:
    Content = str | bytes | None
else:
    # msgpack itself distinguishes text from bytes; msgspec does not decode into a union of the two.
    Content = Any


class Record(msgspec.Struct, frozen=True, array_like=True):
    """The base of all records: immutable, compared by value."""


class Locator(Record, frozen=True):
    """Where a document stands: a source, a member of it, a record of that.

    `source` is a URI (or begins with the run's source name), `member` the path inside an archive
    or "", `record` the number of the record in the file, counted from 0. People count from 1: as
    text the second record is "#2", and the first has no number, as a file that is one document.
    """

    source: str
    member: str = ""
    record: int = 0

    @classmethod
    def of_stored(cls, fields: Mapping[str, Any]) -> "Locator":
        """Where a document of an index stands, by its stored fields."""
        return cls(fields["source"], fields.get("member") or "", fields.get("record") or 0)

    @property
    def number(self) -> int:
        """That of the record as people count."""
        return self.record + 1

    def __str__(self) -> str:
        text = f"{self.source}!{self.member}" if self.member else self.source
        return f"{text}#{self.number}" if self.record else text


class Metadata(Record, frozen=True):
    """What the source, or a page itself, says of a document.

    `published` is ISO 8601 (date or date-time). `other`: what else the source says, by dotted name
    of its field. `left_out`: how many of its fields are not kept, and the names of the first.
    `subjects`: the topics that the source itself gives it, as subject codes of a news agency.
    """

    title: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    other: dict[str, tuple[str, ...]] = {}
    left_out: int = 0
    names_left_out: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


class Document(Record, frozen=True):
    """One document as its source gives it.

    `id`: 32 hex digits, see `pipeline.identity`. `raw`: text, or bytes whose encoding is not yet
    known; None where a stage did not ask for it. `raw_hash`: 32 hex digits over everything that
    the source gave. `source_id`: the record's own id, where it has one. `size`: bytes as read.
    `encoding`, `replaced_bytes`: as in `Cleaned`, where its file was decoded to find it. `damage`:
    why `raw` is only what stands before a place in its file that cannot be read; "" if it is whole.
    """

    id: str
    locator: Locator
    media_type: str
    raw: Content
    raw_hash: str
    size: int
    metadata: Metadata = Metadata()
    source_id: str | None = None
    encoding: str | None = None
    replaced_bytes: int = 0
    parent: str | None = None
    family: str | None = None
    damage: str = ""


class Repair(Record, frozen=True):
    """One change that cleaning made.

    `name` and `version`: of the repair that made it. `raw_start`: the character offset of `before`
    in the raw text (decoded, and taken out of its HTML page). `start`: the offset of `after` in the
    clean text. `evidence`: a few words on why. Both spellings are whole up to 100,000 characters a
    document; of what comes then, long ones are cut and end in "…".
    """

    name: str
    version: int
    raw_start: int
    start: int
    before: str
    after: str
    evidence: str = ""


class Mark(Record, frozen=True):
    """A stretch of the clean text that cleaning has doubts about and left where it is.

    `kind`: "boilerplate" (it is about the site), "credit" (it says whose work the document is),
    "encrypted" (a message that needs a key; none of these gives entities), "repeated" (it stands
    there, or in other documents of the source, as well) or "passed-over" (a repair took too many
    steps and did not look at it, or what stood here in the file could not be read). `start`,
    `end`: character offsets in the clean text. `evidence`: a few words on why.
    Marks are in the order of the text, and may overlap.
    """

    kind: str
    start: int
    end: int
    evidence: str = ""


class Address(Record, frozen=True):
    """One address of a message, in lower case, and the name beside it ("" if there is none)."""

    address: str
    name: str = ""


class Mail(Record, frozen=True):
    """The header of a message.

    Ids stand without angle brackets. `thread`: that of the first message of the conversation as far
    as this one says (the first of `references`, else `in_reply_to`, else its own).
    """

    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    thread: str | None = None
    sender: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()


class Properties(Record, frozen=True):
    """What the file of a document says of itself, beyond `Metadata`.

    `modified`: ISO 8601. `creator_tool`: the program that made it. `page_count`: of a format that
    has pages, slides or sheets; else 0.
    """

    modified: str | None = None
    last_saved_by: str | None = None
    creator_tool: str | None = None
    page_count: int = 0
    mail: Mail | None = None


class Converted(Record, frozen=True):
    """The text of a document as it stands in its file, before any repair.

    `from_markup`: it was taken out of a format that has marks of its own (HTML, office files): what
    looks like markup in it is content. `metadata`: what the file says of itself; what the source
    says counts more. `pages`: the character offset in `text` at which each page begins, the
    first 0; () of formats without pages. `marks`: stretches of `text`, "quoted" (a reply's copy of
    another message), "signature" or "encrypted", in its order. `encoding`, `replaced_bytes`: as in
    `Cleaned`.
    """

    text: str
    from_markup: bool = False
    metadata: Metadata = Metadata()
    pages: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    encoding: str | None = None
    replaced_bytes: int = 0


class Difference(Record, frozen=True):
    """Characters `start` to `end` of the clean text stood as `before` in the raw one."""

    start: int
    end: int
    before: str


class Reversal(Record, frozen=True):
    """What makes the raw text of the clean one again; elsewhere both are equal.

    `unkept`: how many differences there were behind those that are kept.
    """

    differences: tuple[Difference, ...] = ()
    unkept: int = 0

    def undo(self, text: str) -> str:
        """The raw text of this clean one; behind the last difference that is kept, the clean."""
        pieces: list[str] = []
        done = 0
        for difference in self.differences:
            pieces += (text[done : difference.start], difference.before)
            done = difference.end
        return "".join([*pieces, text[done:]])


class InLanguage(Record, frozen=True):
    """A passage of the clean text in another language than the document's: character offsets, and
    the language as an ISO 639-1 code."""

    start: int
    end: int
    language: str


class Cleaned(Record, frozen=True):
    """The clean text. `language` is an ISO 639-1 code or "und"; `content_hash` is 32 hex digits.

    `language_confidence`: 0 to 1. `credit`: whom the credit lines at the end name. `signals`: of
    quality, by name (`pipeline.clean.signals`). `repairs`: the first 1,000 changes
    of each repair, `repair_counts`: how many there were, by its name. `marks`: the first 1,000.
    `repair_words`: how many words of the text a repair took away or altered, by its name, for those
    that do such a thing. `reversal`: the way back to the text before all repairs and layout.
    `stated`: what a page says of itself, for what its source does not say. `encoding`: Python's
    name of the one the document's bytes are in; None if its source gave text. `replaced_bytes`: how
    many bytes are not of that encoding, and were read as Windows-1252 or replaced by U+FFFD.
    `pages`: the character offset at which each page begins; () of formats without pages.
    `in_languages`: whole paragraphs that are surely in another language, in order.
    """

    title: str
    text: str
    language: str
    content_hash: str
    repairs: tuple[Repair, ...] = ()
    repair_counts: dict[str, int] = {}
    language_confidence: float = 0.0
    credit: str | None = None
    signals: dict[str, float] = {}
    marks: tuple[Mark, ...] = ()
    repair_words: dict[str, int] = {}
    reversal: Reversal = Reversal()
    stated: Metadata = Metadata()
    encoding: str | None = None
    replaced_bytes: int = 0
    pages: tuple[int, ...] = ()
    in_languages: tuple[InLanguage, ...] = ()


class Mention(Record, frozen=True):
    """A name in the clean text: character offsets, docmill's label, surface text, entity name."""

    start: int
    end: int
    label: str
    text: str
    entity: str


class Entity(Record, frozen=True):
    """What the mentions of one name in a document stand for; a label has a key only once.

    `key` is the folded form under which names of several documents meet; `count` the number of
    mentions; `roles` are what stood with a person's name ("president"), in the order of the text;
    `id` is that of a user's gazetteer. `canonical`: the name across documents, where it is not
    `name`, which is the best one in this document. `also`: further names by which it is searched.
    `country`: of a people, or of a person's office.
    """

    key: str
    name: str
    label: str
    count: int
    roles: tuple[str, ...] = ()
    id: str | None = None
    canonical: str | None = None
    also: tuple[str, ...] = ()
    country: str | None = None


class Entities(Record, frozen=True):
    """All mentions of a document, and their entities in the order of their first mention.

    A mention's `label` and `entity` are its entity's `label` and `name`. `reason`: one short word,
    why no model looked for names; None when one did. `passed_over`: characters of the text in
    which it did not, for they are no words, such as base64.
    """

    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    reason: str | None = None
    passed_over: int = 0


class Topics(Record, frozen=True):
    """Every label's score in 0..1 and the chosen labels, best first; none chosen = abstention.

    `guess`: the best label of a document that abstains, if any scores at all. `reason`: one short
    word, why a document was not judged.
    """

    scores: dict[str, float]
    chosen: tuple[str, ...] = ()
    guess: str | None = None
    reason: str | None = None


class Work(Record, frozen=True):
    """A document on its way through the stages, with what they have found so far.

    `properties`: None where the file says nothing. `extra` holds what users' own stages add: JSON
    values by stage name. `terms`: the words of its text as an index has them (`pipeline.terms`), by
    the name of the field; None where they are not made yet.
    """

    document: Document
    cleaned: Cleaned | None = None
    entities: Entities | None = None
    topics: Topics | None = None
    extra: dict[str, Any] = {}
    converted: Converted | None = None
    properties: Properties | None = None
    terms: dict[str, str] | None = None

    def evolve(self, **changes: Any) -> "Work":
        """A copy with some fields replaced."""
        return msgspec.structs.replace(self, **changes)


# The parts that stages give, but for `extra`: a new field of `Work` is a part that a stage may need
# and give, and that travels between links.
GAINED: dict[str, Any] = {
    field.name: field.type
    for field in msgspec.structs.fields(Work)
    if field.name not in ("document", "extra")
}


class Filtered(Record, tag="filtered", frozen=True):
    """A document that leaves on purpose; `reason` is one short word, counted."""

    reason: str


class Failed(Record, tag="failed", frozen=True):
    """A document that could not be worked: where, what class of error, and what to do."""

    stage: str
    error: str
    message: str

    @classmethod
    def because(cls, stage: str, error: BaseException) -> "Failed":
        """The failure that `error` is; the message is cut at 500 characters."""
        return cls(stage, type(error).__name__, (str(error) or repr(error))[:500])


class Unchanged(Record, tag="unchanged", frozen=True):
    """The index already holds this document, from another run, made by the same stages."""


class Duplicate(Record, tag="duplicate", frozen=True):
    """The index holds the same content under another id."""

    of: str


class Indexed(Record, tag="indexed", frozen=True):
    """The index has acknowledged the document."""


# How a document can end. Their names in every count, table and index follow from this line, and so
# does the ledger's byte for each, from the order: a new one is added at the end.
Outcome = Indexed | Unchanged | Duplicate | Filtered | Failed
OUTCOME_NAMES: dict[type[Outcome], str] = {
    kind: kind.__struct_config__.tag for kind in get_args(Outcome)
}
Result = Work | Filtered | Failed


class Unread(Record, frozen=True):
    """Something in a source that gives no document: it failed to be read, or was passed over.

    It counts as one expected document with this outcome.
    """

    locator: Locator
    outcome: Filtered | Failed


def names(entities: Entities | None) -> dict[str, list[str]]:
    """label → its distinct entity names, in the order of their first mention."""
    found: dict[str, dict[str, None]] = {}
    for mention in entities.mentions if entities else ():
        found.setdefault(mention.label, {})[mention.entity] = None
    return {label: list(values) for label, values in found.items()}
