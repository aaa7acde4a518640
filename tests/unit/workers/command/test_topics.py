"""`docmill topics suggest` on an embedded index."""

from pathlib import Path

import pytest

from pipeline.fields import FOLDED_FIELDS, folded
from pipeline.folding import fold
from pipeline.identity import content_hash
from pipeline.index import IndexEntry
from tests.unit.conftest import CommandLine
from workers.indexes import open_index
from workers.settings import load_settings

PLANTS = ["roses", "tulips", "ferns", "hedges", "lawns", "orchids"]


def entry(number: int, title: str, text: str, **fields: object) -> IndexEntry:
    """A document as the index task would write it."""
    fields = {"title": title, "text": text, "content_hash": content_hash(text), **fields}
    for name in FOLDED_FIELDS:
        values = fields.get(name)
        if isinstance(values, list):
            fields[folded(name)] = [fold(value) for value in values]
    return IndexEntry(f"{number:032x}", 1, {"version": 1, **fields})


def entries() -> list[IndexEntry]:
    """Thirty documents on gardens, forty on politics."""
    gardens = [
        entry(
            n, "The garden", f"Ms Mulch waters {PLANTS[n % 6]} in the soil of garden {n}.",
            people=["Ms Mulch"], topics=["garden"],
        )
        for n in range(30)
    ]  # fmt: skip
    politics = [
        entry(100 + n, "The vote", f"The minister counts vote {n} in parliament.")
        for n in range(40)
    ]
    return [*gardens, *politics]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory whose index holds the documents; the tests only read it."""
    place = tmp_path_factory.mktemp("suggested")
    index = open_index(load_settings(data_dir=place, index_url=None))
    index.prepare()
    written = entries()
    assert index.write(written) == [None] * len(written)
    index.close()
    return place


@pytest.fixture
def indexed(data_dir: Path, index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents in the embedded index of the data directory."""
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(index_dir))


@pytest.mark.parametrize(
    "arguments",
    [
        ("garden",),
        ("Gardens and parks", "--seeds", "GARDEN, park*"),
        ("plants", "--query", 'topic:garden AND person:"Ms Mulch"'),
    ],
)
@pytest.mark.usefixtures("indexed")
def test_words_are_proposed_as_json(docmill: CommandLine, arguments: tuple[str, ...]) -> None:
    """By the label, by seeds or by a query: the same documents, the same words, without names."""
    answer = docmill("topics", "suggest", *arguments, "--json")
    assert answer.exit_code == 0
    told = answer.json
    assert told["label"] == arguments[0]
    assert told["documents"] == 30
    assert 1 <= told["compared_with"] <= 40
    words = [one["words"] for one in told["suggestions"]]
    assert {"soil", "waters"} <= set(words)
    assert not {"mulch", "vote", "minister"} & set(words)


@pytest.mark.usefixtures("indexed")
def test_people_see_a_table_and_a_line_to_paste(docmill: CommandLine) -> None:
    """Words with their figures, and the line of a taxonomy; --size cuts both."""
    output = docmill("topics", "suggest", "garden", "--no-json").output
    for told in ("Words for garden: 30 documents", "kinship", "soil", "words = ["):
        assert told in output
    cut = docmill("topics", "suggest", "garden", "--size", "1", "--json").json
    assert len(cut["suggestions"]) == 1


@pytest.mark.usefixtures("indexed")
def test_a_taxonomys_seeds_find_documents_and_are_left_out(
    docmill: CommandLine, tmp_path: Path
) -> None:
    """Only what is not in it yet is proposed, prefixes and phrases counted."""
    taxonomy = tmp_path / "own.toml"
    taxonomy.write_text(
        'name = "own"\nlanguages = ["en"]\n[[labels]]\nlabel = "Outdoors"\n'
        'words = ["garden*", "soil", "rose*"]\n'
    )
    arguments = ("topics", "suggest", "outdoors", "--taxonomy", str(taxonomy), "--json")
    words = [one["words"] for one in docmill(*arguments).json["suggestions"]]
    assert "waters" in words
    assert not [word for word in words if "soil" in word or "garden" in word or "rose" in word]
    missing = docmill("topics", "suggest", "garden", "--taxonomy", str(taxonomy), "--json")
    assert "no label 'garden' yet; it has outdoors" in missing.errors
    assert missing.json["documents"] == 30


@pytest.mark.usefixtures("indexed")
def test_too_few_documents_are_no_basis(docmill: CommandLine) -> None:
    """Nothing found, or everything: what to do instead is told."""
    few = docmill("topics", "suggest", "zebra", "--json")
    assert few.exit_code == few.json["exit_code"] == 2
    assert "0 documents found for 'zebra'" in few.errors
    assert "--seeds" in few.errors
    everything = docmill("topics", "suggest", "all", "--query", "the")
    assert everything.exit_code == 2
    assert "all 70 documents of the index match 'all'" in everything.errors


def test_an_empty_index_says_how_to_begin(docmill: CommandLine) -> None:
    """Before the first run there is nothing to propose from."""
    answer = docmill("topics", "suggest", "garden")
    assert answer.exit_code == 2
    assert "the index is empty; start with `docmill run`" in answer.errors
