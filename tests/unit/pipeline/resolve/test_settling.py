"""What the counts of an archive settle, and what they leave."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from pipeline.extract.keys import key
from pipeline.index import IndexEntry
from pipeline.resolve.counts import Counts
from pipeline.resolve.names import Named, found
from pipeline.resolve.settling import Settling
from pipeline.resolve.variants import Variant, candidates, sound, variants
from tests.harness.names_of_archive import archive, named

COMPANY = {"firm": (19, ("organization Norwell",)), "odd": (1, ("person Norwell",))}
PREMIER = {
    "full": (4, ("person Maren Tolliver", "organization Harbour Party")),
    "other": (9, ("place Oslo",)),
}


def settled(
    folder: Path, entries: Iterable[IndexEntry], accepted: Mapping[tuple[str, str], str] = {}
) -> dict[str, tuple[tuple[str, str, str, str, str], ...]]:
    """id → (type, name, new type, new name, rule) of what changes in each document."""
    counts = Counts(folder / "counts.sqlite")
    documents = [found(one.id, one.fields, key) for one in entries]
    for document in documents:
        counts.add(document)
    counts.settle()
    settling = Settling(counts, accepted)
    for document in documents:
        counts.add_near(document, settling.wanted & {(n.label, n.key) for n in document.names})
    counts.settle()
    changes = {document.id: settling.changes(document) for document in documents}
    counts.close()
    return {
        id: tuple((c.label, c.name, c.new_label, c.new_name, c.by) for c in found)
        for id, found in changes.items()
        if found
    }


def test_a_type_of_nearly_all_documents_is_that_of_the_others(tmp_path: Path) -> None:
    """In 19 of 20 documents it is an organization."""
    assert settled(tmp_path, archive(COMPANY)) == {
        "odd0": (("person", "Norwell", "organization", "Norwell", "type"),)
    }


@pytest.mark.parametrize(
    "groups",
    [
        pytest.param({**COMPANY, "odd": (3, ("person Norwell",))}, id="share"),
        pytest.param(
            {"a": (8, ("organization Norwell",)), "b": (1, ("person Norwell",))}, id="few"
        ),
        pytest.param({**COMPANY, "odd": (1, ("person Norwell (Mr)",))}, id="titled"),
        pytest.param({**COMPANY, "full": (1, ("person Ann Norwell",))}, id="surname"),
        pytest.param(
            {"a": (19, ("organization Liverpool",)), "b": (1, ("place Liverpool",))}, id="club"
        ),
        pytest.param({"a": (19, ("place Wales",)), "b": (1, ("organization Wales",))}, id="team"),
        pytest.param({"a": (19, ("person Lincoln",)), "b": (1, ("place Lincoln",))}, id="town"),
    ],
)
def test_a_type_that_may_be_right_stays(
    tmp_path: Path, groups: dict[str, tuple[int, tuple[str, ...]]]
) -> None:
    """Not for a tenth, few documents, people with titles, surnames, and towns with clubs."""
    assert settled(tmp_path, archive(groups)) == {}


def test_a_surname_alone_gets_the_one_full_name_in_documents_alike(tmp_path: Path) -> None:
    """The document has another name of those with the full name."""
    entries = [*archive(PREMIER), named("short", "person Tolliver", "organization Harbour Party")]
    assert settled(tmp_path, entries) == {
        "short": (("person", "Tolliver", "person", "Maren Tolliver", "short form"),)
    }


@pytest.mark.parametrize(
    "short",
    [
        pytest.param(("person Tolliver", "place Oslo"), id="not alike"),
        pytest.param(("person Tolliver (Mr)", "organization Harbour Party"), id="Mr Maren"),
        pytest.param(
            ("person Tolliver", "person Jon Tolliver", "organization Harbour Party"), id="another"
        ),
        pytest.param(("place Tolliver", "organization Harbour Party"), id="type"),
    ],
)
def test_a_surname_that_may_be_somebody_elses_stays(tmp_path: Path, short: tuple[str, ...]) -> None:
    """In other documents, with another title, beside another full name."""
    entries = [*archive({**PREMIER, "given": (9, ("person Maren Ek",))}), named("short", *short)]
    changes = settled(tmp_path, entries)
    assert changes.keys() <= ({"short"} if "(Mr)" in short[0] else set()), "Maren: no known share"


def test_two_people_of_a_surname_keep_it_apart(tmp_path: Path) -> None:
    """No full name has nine of ten documents."""
    entries = [
        *archive({**PREMIER, "jon": (2, ("person Jon Tolliver", "organization Harbour Party"))}),
        named("short", "person Tolliver", "organization Harbour Party"),
    ]
    assert settled(tmp_path, entries) == {}


def test_an_acronym_gets_its_one_long_form(tmp_path: Path) -> None:
    """Three documents define it; another on the same matters does not."""
    defining = [
        named(f"d{n}", "organization Harbour Trust Fund", "place Arendal", Harbour_Trust_Fund="HTF")
        for n in range(3)
    ]
    entries = [*defining, named("short", "organization HTF", "place Arendal")]
    assert settled(tmp_path, entries) == {
        "short": (("organization", "HTF", "organization", "Harbour Trust Fund", "short form"),)
    }


def test_one_key_has_one_spelling(tmp_path: Path) -> None:
    """The most frequent one, in documents where it is written otherwise."""
    entries = archive({"a": (3, ("product iPod",)), "b": (1, ("product IPod",))})
    assert settled(tmp_path, entries) == {
        "b0": (("product", "IPod", "product", "iPod", "spelling"),)
    }


def test_short_names_keep_their_spelling(tmp_path: Path) -> None:
    """ "La." is Louisiana."""
    assert settled(tmp_path, archive({"a": (3, ("place LA",)), "b": (1, ("place La",))})) == {}


def test_what_is_accepted_is_one_name(tmp_path: Path) -> None:
    """A reviewed spelling becomes the other."""
    entries = [named("a", "person Ann Kadafi"), named("b", "person Ann Qaddafi")]
    accepted = {("person", "ann kadafi"): "ann qaddafi"}
    assert settled(tmp_path, entries, accepted) == {
        "a": (("person", "Ann Kadafi", "person", "Ann Qaddafi", "review"),)
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gaddafi", "Qaddafi"),
        ("Gaddafi", "Kadhafi"),
        ("Shmyhal", "Shmigal"),
        ("Falluja", "Fallujah"),
        ("Путин", "Putin"),
        ("Kostas", "Costas"),
    ],
)
def test_spellings_sound_alike(one: str, other: str) -> None:
    """Whatever the script."""
    assert sound(one).rstrip("g") == sound(other).rstrip("g")


def proposed(folder: Path, entries: Iterable[IndexEntry]) -> list[Variant]:
    """The proposals for an archive."""
    counts = Counts(folder / "counts.sqlite")
    documents: list[Named] = [found(one.id, one.fields, key) for one in entries]
    for document in documents:
        counts.add(document)
    counts.settle()
    pairs = list(candidates(counts))
    for document in documents:
        counts.add_near(document, [(n.label, n.key) for n in document.names])
    counts.settle()
    made = list(variants(counts, pairs))
    counts.close()
    return made


def test_spellings_with_the_same_company_are_proposed(tmp_path: Path) -> None:
    """The rarer as the more frequent, with what stands beside both."""
    beside = ("place Arendal", "organization Harbour Party")
    groups: dict[str, tuple[int, tuple[str, ...]]] = {
        "a": (3, ("person Denys Shmohal", *beside)),
        "b": (2, ("person Denis Shmogal", *beside)),
        "rest": (300, ("place Oslo",)),
    }
    [one] = proposed(tmp_path, archive(groups))
    assert (one.name, one.same_as) == ("denis shmogal", "denys shmohal")
    assert one.shared == ("organization:harbour party", "place:arendal")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(
            ("person Ivan Shmogal", "place Arendal", "organization Harbour Party"), id="given"
        ),
        pytest.param(("person Denis Shmogal", "place Oslo"), id="company"),
        pytest.param(
            ("person Denis Shmogal", "person Denys Shmohal", "place Arendal",
             "organization Harbour Party"), id="together"),
    ],
)  # fmt: skip
def test_other_people_are_not_proposed(tmp_path: Path, other: tuple[str, ...]) -> None:
    """With another given name, other company, or where a document has both."""
    beside = ("place Arendal", "organization Harbour Party")
    groups = {
        "a": (3, ("person Denys Shmohal", *beside)),
        "b": (2, other),
        "rest": (300, ("place Oslo",)),
    }
    assert proposed(tmp_path, archive(groups)) == []
