"""Reads a trained spaCy NER component as plain arrays.

The architectures are `spacy.TransitionBasedParser.v2` over `spacy.MultiHashEmbed.v2`, with static
vectors or without, and `spacy.MaxoutWindowEncoder.v2` (https://spacy.io/api/architectures). The
network itself is examined, not its configuration. So an architecture of another name with the same
layers is accepted, and one with further layers is not.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]

_HASHED = "extract_features>>list2ragged>>with_array({hashes})"
_VECTORS = "static_vectors"
_MIXED = ">>with_array({maxout})>>ragged2list"
_HASH = "ints-getitem>>hashembed"
_MAXOUT = "maxout>>layernorm>>dropout"
_LAYER = f"residual(expand_window>>{_MAXOUT})"
_BEGIN, _IN, _LAST, _UNIT, _OUT = "BILUO"


class UnsupportedModel(Exception):
    """A model that has to run on spaCy; the message says what is different about it."""


class Layer(NamedTuple):
    """A Maxout layer with its layer norm.

    Shapes: weights (outputs, pieces, inputs), bias (outputs, pieces), gain and shift (outputs,).
    """

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats


class Network(NamedTuple):
    """What the forward pass needs.

    `columns`: the attributes of a token that are embedded; where there are static vectors, the last
    is the one by which they are found. `embed`: maps their values, one row for each token, to
    embeddings. `encoder`: the window layers. `state`: weights and bias of the linear
    layer before the transitions. `lower`: W (3, hidden, pieces, inputs), b (hidden, pieces) and the
    padding (3, hidden, pieces) for features that a state lacks. `upper`: W (moves, hidden) and
    b (moves). `moves`: their names, such as "B-ORG".
    """

    columns: tuple[str, ...]
    embed: Callable[[Keys], Floats]
    encoder: tuple[Layer, ...]
    state: tuple[Floats, Floats]
    lower: tuple[Floats, Floats, Floats]
    upper: tuple[Floats, Floats]
    moves: tuple[str, ...]


def read_network(ner: Any) -> Network:
    """The network of an `EntityRecognizer`.

    Raises:
        UnsupportedModel: the component is another one, or has other layers.
    """
    from spacy.pipeline import EntityRecognizer

    if type(ner) is not EntityRecognizer:
        raise UnsupportedModel(f"its component is a {type(ner).__name__}")
    model = ner.model
    if model.name != "parser_model" or not model.attrs.get("has_upper"):
        raise UnsupportedModel(f"its model is a {model.name} without an upper layer")
    if model.attrs["unseen_classes"]:
        raise UnsupportedModel("some of its labels are untrained")
    if ner.cfg["beam_width"] != 1:
        raise UnsupportedModel("it searches a beam")
    if ner.cfg.get("incorrect_spans_key") is not None:
        raise UnsupportedModel("it knows incorrect spans")
    tok2vec, lower, upper = model.layers
    embed, encode = _halves(tok2vec)
    columns, embedding = _embedding(embed, ner.vocab)
    windows = [node for node in encode.walk() if node.name == "expand_window"]
    if any(window.attrs["window_size"] != 1 for window in windows):
        raise UnsupportedModel("its windows are wider than one token to each side")
    if encode.attrs["pad"] < len(windows):
        raise UnsupportedModel("its documents are not padded apart")
    (w, b, padding) = (lower.get_param(name) for name in ("W", "b", "pad"))
    if w.shape[0] != 3 or w.shape[2] < 2:
        raise UnsupportedModel(f"its states have {w.shape[0]} features of {w.shape[2]} pieces")
    linear = tok2vec.layers[-1]
    return Network(
        columns=columns,
        embed=embedding,
        encoder=tuple(_layer(residual) for residual in _each(encode.layers[0], len(windows))),
        state=(linear.get_param("W"), linear.get_param("b")),
        lower=(w, b, padding[0]),
        upper=(upper.get_param("W"), upper.get_param("b")),
        moves=_moves(ner, upper.get_param("W").shape[0]),
    )


def _halves(tok2vec: Any) -> tuple[Any, Any]:
    """The embedding and the encoder, after a check of their layers."""
    parts = tok2vec.layers[0].layers
    if len(parts) != 2 or tok2vec.name != f"{parts[0].name}>>{parts[1].name}>>list2array>>linear":
        raise UnsupportedModel(f"its tokens come from {_short(tok2vec.name)}")
    embed, encode = parts
    tables = sum(node.name == "hashembed" for node in embed.walk())
    layers = sum(node.name == "expand_window" for node in encode.walk())
    hashed, mixed = _HASHED.format(hashes="|".join([_HASH] * tables)), _MIXED.format(maxout=_MAXOUT)
    if embed.name not in (hashed + mixed, f"{hashed}|{_VECTORS}{mixed}"):
        raise UnsupportedModel(f"its embedding is {_short(embed.name)}")
    if encode.name != f"with_array({'>>'.join([_LAYER] * layers)})" or not layers:
        raise UnsupportedModel(f"its encoder is {_short(encode.name)}")
    return embed, encode


def _embedding(embed: Any, vocab: Any) -> tuple[tuple[str, ...], Callable[[Keys], Floats]]:
    """A network's columns, and what maps their values to embeddings."""
    *hashed, mixer, _ = embed.layers
    static = None
    if len(hashed) == 1:  # with static vectors both are one layer
        hashed, static = hashed[0].layers[0].layers, hashed[0].layers[1]
    features, _, hashes = hashed
    columns = tuple(features.attrs["columns"])
    hash_layer, mixing_layer = hashes.layers[0], mixer.layers[0]
    if static is None:
        return columns, lambda keys: mixing_layer.predict(hash_layer.predict(keys))
    vectors, by_word = _static_vectors(static, vocab)

    def embedding(keys: Keys) -> Floats:
        parts = hash_layer.predict(np.ascontiguousarray(keys[:, :-1])), vectors(keys[:, -1])
        mixed: Floats = mixing_layer.predict(np.hstack(parts))
        return mixed

    return (*columns, by_word), embedding


def _static_vectors(static: Any, vocab: Any) -> tuple[Callable[[Keys], Floats], str]:
    """What maps words to their projected vectors, zeros for a word without, and their attribute.

    As in `spacy.StaticVectors.v2`, whose layer takes whole documents.
    """
    from spacy.attrs import NAMES
    from spacy.vectors import Mode

    table = vocab.vectors
    if getattr(table, "mode", None) != Mode.default:
        raise UnsupportedModel("its static vectors are not found by whole words")
    projection = np.ascontiguousarray(static.get_param("W").T)
    if table.shape[1] != len(projection):
        raise UnsupportedModel("its static vectors are missing, or of another width")

    def projected(words: Keys) -> Floats:
        rows = table.find(keys=words)
        found: Floats = table.data[rows] @ projection
        found[rows < 0] = 0
        return found

    return projected, NAMES[table.attr]


def _each(chain: Any, number: int) -> list[Any]:
    """The layers of a chain; a single layer is not wrapped in a chain."""
    return [chain] if number == 1 else list(chain.layers)


def _layer(residual: Any) -> Layer:
    maxout, norm = (
        next(node for node in residual.walk() if node.name == name)
        for name in ("maxout", "layernorm")
    )
    return Layer(
        maxout.get_param("W"), maxout.get_param("b"), norm.get_param("G"), norm.get_param("b")
    )


def _moves(ner: Any, number: int) -> tuple[str, ...]:
    """The names of the moves in the order of the scores.

    spaCy's own list lacks "U-", which blocks a token and is valid for preset entities only.
    """
    moves = [ner.moves.get_class_name(i) for i in range(number)]
    labels = [move[2:] for move in moves if move[0] == _BEGIN]
    others = (_IN, _LAST, _UNIT)
    expected = {_OUT, "U-"} | {f"{m}-{label}" for m in (_BEGIN, *others) for label in labels}
    if set(moves) != expected or len(moves) != len(expected):
        raise UnsupportedModel("its moves are not those of a NER")
    return tuple(moves)


def _short(name: str) -> str:
    return name if len(name) < 100 else f"{name[:100]}…"
