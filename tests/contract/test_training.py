"""Training: what a head learns, how it is judged, and its way through the commands."""

import json
import random
from pathlib import Path

import numpy as np
import pytest

from pipeline.classify.head import word_counts
from pipeline.classify.held_out import held_out, report
from pipeline.classify.labelled import Row
from pipeline.classify.training import FITS, FOLDS, learn, parts, truth_of
from pipeline.classify.vectors import load_table
from workers.command.command_line import run_command

pytestmark = pytest.mark.once

TOPICS = {
    "garden": "roses tulips soil compost watering seedlings pruning hedge lawn greenhouse",
    "music": "violin concerto orchestra melody rhythm choir singer piano symphony chord",
    "trains": "railway locomotive station platform carriage signal timetable tracks junction",
}
FILLER = "the of and it was said that there is a new one for all in this time"


def rows(number: int, several: bool = False, noise: float = 0.0) -> list[Row]:
    """Short texts with a few words of their topics; of some the label is another one."""
    chance = random.Random(7)
    made = []
    for line in range(1, number + 1):
        named = [line % 3, (line + 1) % 3][: 2 if several and line % 4 == 0 else 1]
        labels = [list(TOPICS)[n] for n in named]
        words = [word for label in labels for word in chance.sample(TOPICS[label].split(), 3)]
        words += chance.choices(FILLER.split(), k=10)
        chance.shuffle(words)
        if chance.random() < noise:
            labels = [chance.choice(list(TOPICS))]
        made.append(Row(line, "", " ".join(words), tuple(labels), several, "en"))
    return made


def test_a_head_learns_what_separates_the_labels() -> None:
    """It tells unseen texts apart, and words that it never saw by their kin."""
    head = learn(rows(60), list(TOPICS), several=False).head
    judged = report(head, rows(90)[60:])
    assert judged.accuracy == judged.macro_f1 == 1
    assert head.languages == ("en",)
    assert head.rows == 60
    assert head.labels[head.probabilities("", "guitar, drums and trumpet").argmax()] == "music"


def test_the_same_rows_give_the_same_head() -> None:
    """Nothing in training is left to chance but the seed."""
    one, other = (learn(rows(30), list(TOPICS), several=False).head for _ in range(2))
    assert one.word_weights.tobytes() == other.word_weights.tobytes()
    assert one.temperature == other.temperature


def test_two_labels_are_no_special_case() -> None:
    """Two exclusive labels share what is certain."""
    two = [row for row in rows(60) if row.labels != ("music",)]
    head = learn(two, ["garden", "trains"], several=False).head
    assert head.probabilities("", "roses on the lawn")[0] > 0.8
    assert head.probabilities("", "the railway station")[1] > 0.8


def test_several_labels_are_independent() -> None:
    """A text may have two labels, or none; one alone can be learned, too."""
    garden, music, trains = TOPICS
    blank = [Row(n, "", f"{FILLER} {n}", (), True, "en") for n in range(1000, 1040)]
    given = [*rows(120, several=True), *blank]
    head = learn(given, [garden, music, trains], several=True).head
    found = head.probabilities("", "roses and compost, a violin and a choir")
    assert found[0] > 0.5 < found[1]
    assert found[2] < 0.5
    assert head.probabilities("", "it was said that there is a new one").max() < 0.5
    alone = learn([*rows(60, several=True), *blank], [music], several=True).head
    assert alone.probabilities("", "a choir with violin and piano")[0] > 0.5


def test_probabilities_know_of_noise() -> None:
    """Where a third of the labels is wrong, certainty is moderate and about right."""
    noisy = rows(400, noise=0.5)
    judged = held_out(noisy, list(TOPICS), several=False)
    assert judged.accuracy < 0.85
    assert judged.calibration_error < 0.15
    assert (judged.learned_from, judged.judged_on) == (320, 80)


def test_the_report_counts_rightly() -> None:
    """Confusion, scores and abstention belong to the same documents."""
    judged = held_out(rows(150, noise=0.3), list(TOPICS), several=False)
    assert judged.confusion is not None
    table = np.array(judged.confusion)
    assert table.sum() == judged.judged_on == 30
    assert [one.rows for one in judged.labels] == table.sum(axis=1).tolist()
    assert judged.accuracy == pytest.approx(np.trace(table) / 30, abs=1e-4)
    recalls = np.diag(table) / table.sum(axis=1)
    assert [one.recall for one in judged.labels] == pytest.approx(recalls.tolist(), abs=1e-4)
    coverages = [point.coverage for point in judged.abstention]
    assert coverages == sorted(coverages, reverse=True)
    assert judged.abstention[0].coverage == 1
    assert judged.abstention[0].precision == judged.accuracy


def test_several_labels_have_no_confusion() -> None:
    """Nor a point without a threshold: each label is judged for itself."""
    judged = held_out(rows(120, several=True), list(TOPICS), several=True)
    assert judged.confusion is None
    assert judged.abstention[0].threshold > 0
    assert judged.macro_f1 > 0.8


def test_parts_spread_every_label() -> None:
    """Each part has its fifth of every label, the rarest too."""
    given = [*rows(60), *(Row(n, "", f"rare {n}", ("rare",)) for n in range(FOLDS))]
    truth = truth_of(given, [*TOPICS, "rare"])
    counts = [truth[parts(truth, 3) == part].sum(axis=0).tolist() for part in range(FOLDS)]
    assert counts == [[4, 4, 4, 1]] * FOLDS


def test_of_many_rows_a_part_is_chosen_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice needs no more than so many, and rare labels are among them."""
    monkeypatch.setattr("pipeline.classify.training.ROWS_TO_CHOOSE_BY", 20)
    told: list[int] = []
    learned = learn(rows(200), list(TOPICS), several=False, advance=told.append)
    assert sum(told) == FITS
    assert learned.head.rows == 200
    assert learned.choice.loss < 0.5


def test_a_label_that_a_part_lacks_does_no_harm() -> None:
    """Among rows of several labels a label may be missing where others are spread evenly."""
    given = [
        Row(n, "", f"{TOPICS['music']} {n}", ("music", "piano") if n < 6 else ("music",), True)
        for n in range(12)
    ]
    head = learn(given, ["music", "piano"], several=True).head
    assert head.probabilities("", TOPICS["music"])[0] > 0.9


def test_a_head_computes_what_scikit_learn_does() -> None:
    """Words count as scikit-learn's own TF-IDF has them, whatever the vectors add."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    given = rows(60)
    head = learn(given, list(TOPICS), several=False).head
    vectorizer = TfidfVectorizer(analyzer=str.split, sublinear_tf=True)
    matrix = vectorizer.fit_transform([row.text for row in given])
    assert vectorizer.get_feature_names_out().tolist() == head.vocabulary
    for row, expected in zip(given, matrix @ head.word_weights + head.bias, strict=True):
        counts = word_counts(row.title, row.text)
        vector = load_table().vector(counts) @ head.vector_weights
        assert head.logits(counts) - vector == pytest.approx(expected, abs=1e-4)


@pytest.fixture
def labelled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of labelled rows; nothing else is configured."""
    monkeypatch.setenv("DOCMILL_DATA_DIR", str(tmp_path / "data"))
    path = tmp_path / "labelled.jsonl"
    with path.open("w") as file:
        for row in rows(60):
            file.write(json.dumps({"text": row.text, "label": row.labels[0]}) + "\n")
        file.write(json.dumps({"text": "What is this?", "label": "rare"}) + "\n")
        file.write(json.dumps({"text": " ", "label": "music"}) + "\n")
        file.write(json.dumps({"text": rows(1)[0].text.upper(), "label": "trains"}) + "\n")
    return path


def test_train_writes_a_model_that_analyze_uses(
    labelled: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """From labelled lines to topics of a document, by the model alone."""
    model = labelled.with_name("topics.model")
    assert run_command(["train", str(labelled), "--output", str(model), "--json"]) == 0
    output, errors = capfd.readouterr()
    told = json.loads(output)
    assert told["rows"] == 60
    assert told["labels"] == sorted(TOPICS)
    assert told["copies"] == told["contradictions"] == [63]
    assert told["rare"] == {"rare": 1}
    assert told["unusable"] == {"62": "empty"}
    assert told["bytes"] == model.stat().st_size
    assert told["report"]["judged_on"] == 12
    assert told["report"]["macro_f1"] > 0.9
    for named in ("line 62: empty", "'rare' (1)", "lines 63"):
        assert named in errors
    document = labelled.with_name("document.txt")
    document.write_text("The orchestra played a concerto for violin and piano, and a symphony.\n")
    monkeypatch.setenv("DOCMILL_LINKS", "convert+clean|classify")
    assert run_command(["analyze", str(document), "--topics", str(model), "--json"]) == 0
    answer = json.loads(capfd.readouterr().out)
    assert answer["topics"] == ["music"]
    assert set(answer["topic_scores"]) == set(TOPICS)


def test_people_see_the_report(labelled: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Scores of each label, the confusion, what abstaining gains, and how to go on."""
    model = labelled.with_name("topics.model")
    assert run_command(["train", str(labelled), "--output", str(model), "--no-json"]) == 0
    output = capfd.readouterr().out
    for told in (
        "macro-F1", "garden", "precision", "Confusion", "Abstention", "learned from all 60 rows",
        f"--topics {model}",
    ):  # fmt: skip
        assert told in output


def test_wrong_input_is_a_matter_of_usage(
    labelled: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A wrong line or too few rows end with exit code 2 and the place."""
    model = labelled.with_name("topics.model")
    labelled.write_text('{"text": "a", "label": "x"}\n{"text": 1}\n')
    assert run_command(["train", str(labelled), "--output", str(model)]) == 2
    assert "line 2" in capfd.readouterr().err
    labelled.write_text('{"text": "a", "label": "x"}\n')
    assert run_command(["train", str(labelled), "--output", str(model)]) == 2
    assert "too little to learn from" in capfd.readouterr().err
    assert not model.exists()
