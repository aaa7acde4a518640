"""Networks that docmill trained itself: one file of arrays for each, and the pipeline around it.

The architecture is that of spaCy's small models. The English network is spaCy's with other weights;
those of `docmill-names` have two differences in the attributes of a token. PREFIX is its first
letters in lower case in place of its first character: in languages with many endings these are
nearly the stem. And there is a fifth, the word's class (`word_classes.py`); LOWER has it, because
spaCy has no attribute that is free. Numbers have half precision; those of the embedding tables,
which are most of all, have eight bits with a scale for each row.
"""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cnn.word_classes import word_class

LABELS = ("LOC", "ORG", "PER")
STEM = 5  # characters
WIDTH = 96
ROWS = (5000, 4000, 2500, 2500, 1500)  # of the embedding tables, in the order of `attrs`
FACTORS = 127  # steps of a number of eight bits to each side of 0
_ABOUT = "about"
_SCALE = ".scale"

MODEL: dict[str, Any] = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "LOWER"],
            "rows": list(ROWS),
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}


def untrained(language: str) -> Any:
    """A spaCy pipeline of a language with a NER alone, with random weights.

    `language`: ISO 639-1 code of a language that spaCy has a tokenizer for.
    """
    import spacy
    from spacy.attrs import LOWER, PREFIX

    nlp: Any = spacy.blank(language)
    nlp.vocab.lex_attr_getters[PREFIX] = _stem
    nlp.vocab.lex_attr_getters[LOWER] = partial(word_class, language=language)
    ner: Any = nlp.add_pipe("ner", config={"model": MODEL})
    for label in LABELS:
        ner.add_label(label)
    nlp.initialize()
    return nlp


def _stem(word: str) -> str:
    return word[:STEM].lower()


def write(nlp: Any, file: Path, about: dict[str, Any]) -> None:
    """Write the network of a pipeline, with facts about it."""
    ner = nlp.get_pipe("ner")
    arrays: dict[str, NDArray[Any]] = {}
    for name, node, parameter in parameters(ner):
        array = node.get_param(parameter)
        if node.name == "hashembed":
            scale = np.maximum(np.abs(array).max(axis=1, keepdims=True), 1e-6) / FACTORS
            scale = scale.astype(np.float16)
            arrays[name + _SCALE] = scale
            arrays[name] = np.round(array / scale).clip(-FACTORS, FACTORS).astype(np.int8)
        else:
            arrays[name] = array.astype(np.float16)
    about = {**about, "language": nlp.lang, "moves": list(ner.move_names)}
    arrays[_ABOUT] = np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)
    np.savez_compressed(file, allow_pickle=False, **arrays)


def read(file: Path) -> Any:
    """The pipeline of a file of `docmill-names`.

    Raises:
        ValueError: the file holds another network than this version reads.
    """
    nlp = untrained(facts(file)["language"])
    fill(nlp, file)
    return nlp


def facts(file: Path) -> dict[str, Any]:
    """What `write` was told about the network of a file, its language, and its moves."""
    with np.load(file, allow_pickle=False) as arrays:
        about: dict[str, Any] = json.loads(arrays[_ABOUT].tobytes())
        return about


def fill(nlp: Any, file: Path) -> None:
    """Give the NER of a pipeline the weights of a file.

    Raises:
        ValueError: the file is of another network.
    """
    ner = nlp.get_pipe("ner")
    if list(ner.move_names) != facts(file)["moves"]:
        raise ValueError(f"{file} has other moves than this version's networks")
    with np.load(file, allow_pickle=False) as arrays:
        for name, node, parameter in parameters(ner):
            array = arrays[name].astype(np.float32)
            if name + _SCALE in arrays:
                array *= arrays[name + _SCALE].astype(np.float32)
            if array.shape != node.get_param(parameter).shape:
                raise ValueError(f"{file} has another shape for {name}")
            node.set_param(parameter, array)


def parameters(ner: Any) -> Iterator[tuple[str, Any, str]]:
    """All parameters of a network, with names that are the same each time."""
    for number, node in enumerate(ner.model.walk()):
        for parameter in sorted(node.param_names):
            if node.has_param(parameter):
                yield f"{number}-{node.name.split('>>')[0][:20]}.{parameter}", node, parameter
