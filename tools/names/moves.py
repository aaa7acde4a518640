"""One step of training: the loss of spaCy's NER moves over a batch of texts, and its gradients.

spaCy's own `update` goes from token to token with the moves that the network chooses. That is most
of its time on small batches. Here all states of the annotated moves are scored in a few products,
as the runner does (`pipeline/extract/cnn/transitions.py`):

- no name is open: every token is to choose Begin, Unit or Out, those inside names Out;
- a name is open: In or Last, for every token of a name after the first;
- a name that the network would begin and that is none: Last at once.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]

WRONG_BEGIN = 0.5  # weight of the states behind a name begun wrongly


class Text(NamedTuple):
    """A tokenized text: its spaCy Doc, and (first token, last token, type) of each name.

    `unsure`: tokens of names that begin or end within a token; they teach nothing.
    """

    doc: Any
    names: tuple[tuple[int, int, str], ...]
    unsure: tuple[int, ...]


class States(NamedTuple):
    """States with an open name: token, first token, type by number, whether the name goes on."""

    token: Numbers
    first: Numbers
    label: Numbers
    goes_on: NDArray[np.bool_]
    weight: Floats


class Moves:
    """The moves of one NER component, which is trained in place."""

    def __init__(self, ner: Any) -> None:
        self._model = ner.model
        self._tok2vec, self._lower, self._upper = ner.model.layers
        # With "U-", which blocks a token and is valid for preset names only.
        names = [ner.moves.get_class_name(n) for n in range(len(self._upper.get_param("W")))]
        self._labels = [name[2:] for name in names if name[0] == "B"]
        self._number = {name: number for number, name in enumerate(names)}
        self._closed = np.array([name[0] in "BUO" and name != "U-" for name in names])
        self._begins = np.array([name[0] == "B" for name in names])
        self._in = np.array([self._number[f"I-{label}"] for label in self._labels])
        self._last = np.array([self._number[f"L-{label}"] for label in self._labels])
        self._begin = np.array([self._number[f"B-{label}"] for label in self._labels])

    def update(self, texts: Sequence[Text], dropout: float, optimizer: Any) -> float:
        """One step on a batch; returns the loss per token."""
        from thinc.api import set_dropout_rate

        set_dropout_rate(self._model, dropout)
        vectors, backward = self._tok2vec.begin_update([text.doc for text in texts])
        gradient = np.zeros_like(vectors)
        lengths = [len(text.doc) for text in texts]
        begins = np.concatenate([[0], np.cumsum(lengths)])
        targets, weights = self._targets(texts, begins)
        final = np.zeros(len(vectors), np.bool_)
        final[begins[1:] - 1] = True
        loss, chosen = self._learn_closed(vectors, gradient, targets, weights, final)
        states = self._states(texts, begins, targets, weights, chosen, final)
        loss += self._learn_open(vectors, gradient, states)
        backward(gradient)
        self._model.finish_update(optimizer)
        return float(loss)

    def _targets(self, texts: Sequence[Text], begins: Numbers) -> tuple[Numbers, Floats]:
        """The best move of each token where no name is open, and what it counts."""
        targets = np.full(begins[-1], self._number["O"])
        weights = np.ones(begins[-1], np.float32)
        for text, begin in zip(texts, begins, strict=False):
            for first, last, label in text.names:
                targets[begin + first] = self._number[f"{'B' if last > first else 'U'}-{label}"]
            weights[[begin + token for token in text.unsure]] = 0
            weights[[begin + token.i for token in text.doc if token.is_space]] = 0
        return targets, weights

    def _learn_closed(
        self, vectors: Floats, gradient: Floats, targets: Numbers, weights: Floats,
        final: NDArray[np.bool_],
    ) -> tuple[float, Numbers]:  # fmt: skip
        weight, bias, padding = self._parameters()
        hidden, which = _maxout(
            vectors @ _matrix(weight[0]).T + (bias + padding[1] + padding[2]).reshape(-1),
            bias.shape,
        )
        valid = np.broadcast_to(self._closed, (len(vectors), len(self._closed))).copy()
        valid[np.ix_(final, self._begins)] = False
        loss, d_hidden, chosen = self._scored(hidden, valid, targets, weights, len(vectors))
        d_products = _maxout_back(d_hidden, which, bias.shape)
        gradient += d_products @ _matrix(weight[0])
        d_weight, d_padding = np.zeros_like(weight), np.zeros_like(padding)
        d_weight[0] = (d_products.T @ vectors).reshape(weight[0].shape)
        d_bias = d_products.sum(0).reshape(bias.shape)
        d_padding[1:] = d_bias
        self._add(d_weight, d_bias, d_padding)
        return loss, chosen

    def _learn_open(self, vectors: Floats, gradient: Floats, states: States) -> float:
        if not len(states.token):
            return 0.0
        weight, bias, padding = self._parameters()
        features = (states.token, states.first, states.token - 1)
        joined = np.concatenate([vectors[rows] for rows in features], axis=1)
        matrix = np.concatenate([_matrix(part) for part in weight], axis=1)
        hidden, which = _maxout(joined @ matrix.T + bias.reshape(-1), bias.shape)
        goes_on, ends = self._in[states.label], self._last[states.label]
        rows = np.arange(len(hidden))
        valid = np.zeros((len(hidden), len(self._closed)), np.bool_)
        valid[rows, goes_on] = valid[rows, ends] = True
        targets = np.where(states.goes_on, goes_on, ends)
        loss, d_hidden, _ = self._scored(hidden, valid, targets, states.weight, len(vectors))
        d_products = _maxout_back(d_hidden, which, bias.shape)
        d_joined = d_products @ matrix
        width = vectors.shape[1]
        for number, place in enumerate(features):
            np.add.at(gradient, place, d_joined[:, number * width : (number + 1) * width])
        d_matrix = d_products.T @ joined
        d_weight = np.stack([
            d_matrix[:, number * width : (number + 1) * width].reshape(weight[number].shape)
            for number in range(len(features))
        ])  # fmt: skip
        self._add(d_weight, d_products.sum(0).reshape(bias.shape), np.zeros_like(padding))
        return loss

    def _scored(
        self,
        hidden: Floats,
        valid: NDArray[np.bool_],
        targets: Numbers,
        weights: Floats,
        tokens: int,
    ) -> tuple[float, Floats, Numbers]:
        """Cross entropy over the valid moves: loss, gradient of the hidden layer, moves chosen."""
        matrix, bias = self._upper.get_param("W"), self._upper.get_param("b")
        scores = np.where(valid, hidden @ matrix.T + bias, -1e9)
        chosen = scores.argmax(axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        rows = np.arange(len(hidden))
        loss = float(-(np.log(shares[rows, targets] + 1e-9) * weights).sum()) / tokens
        shares[rows, targets] -= 1
        shares *= weights[:, None] / tokens
        self._upper.inc_grad("W", shares.T @ hidden)
        self._upper.inc_grad("b", shares.sum(0))
        return loss, (shares @ matrix).astype(np.float32), chosen

    def _states(
        self, texts: Sequence[Text], begins: Numbers, targets: Numbers, weights: Floats,
        chosen: Numbers, final: NDArray[np.bool_],
    ) -> States:  # fmt: skip
        """The states of the annotated names, and those of names begun wrongly."""
        rows = [
            (begin + token, begin + first, self._labels.index(label), token < last, 1.0)
            for text, begin in zip(texts, begins, strict=False)
            for first, last, label in text.names
            for token in range(first + 1, last + 1)
        ]
        wrong = self._begins[chosen] & (chosen != targets) & (weights > 0) & ~final
        for token in np.flatnonzero(wrong).tolist():
            label = int(np.flatnonzero(self._begin == chosen[token])[0])
            rows.append((token + 1, token, label, False, WRONG_BEGIN))
        columns = [*zip(*rows, strict=True)] or [(), (), (), (), ()]
        return States(
            np.array(columns[0], np.intp), np.array(columns[1], np.intp),
            np.array(columns[2], np.intp), np.array(columns[3], np.bool_),
            np.array(columns[4], np.float32),
        )  # fmt: skip

    def _parameters(self) -> tuple[Floats, Floats, Floats]:
        weight, bias, padding = (self._lower.get_param(name) for name in ("W", "b", "pad"))
        return weight, bias, padding[0]

    def _add(self, weight: Floats, bias: Floats, padding: Floats) -> None:
        self._lower.inc_grad("W", weight)
        self._lower.inc_grad("b", bias)
        self._lower.inc_grad("pad", padding[None])


def _matrix(part: Floats) -> Floats:
    """The weights (hidden, pieces, inputs) of one feature as (hidden x pieces, inputs)."""
    return part.reshape(-1, part.shape[-1])


def _maxout(products: Floats, shape: tuple[int, ...]) -> tuple[Floats, Numbers]:
    parts = products.reshape(len(products), *shape)
    return parts.max(axis=2), parts.argmax(axis=2)


def _maxout_back(gradient: Floats, which: Numbers, shape: tuple[int, ...]) -> Floats:
    parts = np.zeros((len(gradient), *shape), np.float32)
    np.put_along_axis(parts, which[:, :, None], gradient[:, :, None], axis=2)
    return parts.reshape(len(gradient), -1)
