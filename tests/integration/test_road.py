"""The whole road on the embedded stack: seeds in, a searchable index out."""

from pathlib import Path

import pytest

from tests.harness.command import SEEDS, Answer, Docmill, processes_of

COUNTS = ("indexed", "unchanged", "duplicate", "filtered", "failed", "in_flight")


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> tuple[Docmill, Answer]:
    """The command after one run over the seeds, and that run's answer.

    In a shell that makes errors of warnings, which ends no worker.
    """
    folder = tmp_path_factory.mktemp("road")
    environment = {"DOCMILL_DATA_DIR": str(folder / "data"), "PYTHONWARNINGS": "error"}
    docmill = Docmill(environment, folder)
    return docmill, docmill("run", str(SEEDS), "--json")


def test_a_run_indexes_every_seed_and_balances(road: tuple[Docmill, Answer]) -> None:
    """Every seed document is indexed, and the six counts add up to what was expected."""
    _, answer = road
    assert answer.exit_code == 0, answer.errors
    balance = answer.json
    assert balance["expected"] == sum(balance[name] for name in COUNTS)
    assert balance["indexed"] == balance["expected"] > 5
    assert balance["failures"] == []


def test_a_run_says_what_its_repairs_did_to_words(road: tuple[Docmill, Answer]) -> None:
    """How many words each altered, from its workers through the ledger; much is warned of."""
    docmill, answer = road
    glued = answer.json["repairs"]["glued-word"]
    assert glued["words"] >= 5
    rate = 100_000 * glued["words"] / answer.json["words"]
    assert glued["per_100000"] == pytest.approx(rate, abs=0.1)
    assert any(one.startswith("glued-word removed or") for one in answer.json["warnings"])
    assert "glued-word removed or altered" in answer.errors
    status = docmill("status", answer.json["run"], "--json").json
    assert status["repairs"] == answer.json["repairs"]


def test_every_seed_is_given_back_as_it_was(road: tuple[Docmill, Answer]) -> None:
    """The index has the way back to the text before all repairs."""
    docmill, _ = road
    article = SEEDS / "000_467565c174595e29.txt"
    (hit,) = docmill("search", 'person:"Vladimir Putin" AND diplomacy', "--json").lines
    assert docmill("show", hit["id"], "--before").output == article.read_text(encoding="utf-8")


def test_a_run_says_how_its_models_run(road: tuple[Docmill, Answer]) -> None:
    """One line for each model: in numpy, or slower on spaCy and why. Languages are for `doctor`."""
    assert "model docmill_english runs in numpy" in road[1].errors
    assert "names in" not in road[1].errors


def test_the_stack_leaves_no_process_behind(road: tuple[Docmill, Answer]) -> None:
    """When the command has ended, no broker, worker or index writer lives on."""
    docmill, _ = road
    assert processes_of(Path(docmill.environment["DOCMILL_DATA_DIR"])) == {}


def test_the_seed_article_is_found_by_person_and_word(road: tuple[Docmill, Answer]) -> None:
    """A query over an extracted name and a word of the text finds the article."""
    docmill, _ = road
    found = docmill("search", 'person:"Vladimir Putin" AND diplomacy', "--json")
    assert found.exit_code == 0, found.errors
    assert [hit["source"].rsplit("/", 1)[1] for hit in found.lines] == ["000_467565c174595e29.txt"]


def test_a_second_run_reports_everything_unchanged(road: tuple[Docmill, Answer]) -> None:
    """What another run has indexed with the same stages is not worked again, nor written."""
    docmill, first = road

    def times() -> dict[str, str]:
        recent = ("search", 'indexed_at:"last 2 days"', "--all", "--json")
        hits = docmill(*recent, "--fields", "id,indexed_at").lines
        return {hit["id"]: hit["indexed_at"] for hit in hits}

    before = times()
    again = docmill("run", str(SEEDS), "--json")
    assert len(before) == first.json["indexed"]
    assert times() == before
    assert again.exit_code == 0, again.errors
    assert again.json["unchanged"] == again.json["expected"] == first.json["expected"]


def test_the_text_column_can_be_named(docmill: Docmill, tmp_path: Path) -> None:
    """A CSV whose text stands in a column of another name is read with --text-field."""
    table = tmp_path / "tales.csv"
    table.write_text("id,tale\n1,The mayor of Ghent opened a bridge.\n", encoding="utf-8")
    assert docmill("run", str(table), "--json").exit_code in (1, 2)
    named = docmill("run", str(table), "--text-field", "tale", "--json")
    assert named.exit_code == 0, named.errors
    assert named.json["indexed"] == 1
