"""Computes the moves of spaCy's NER from the tokens' vectors, without a loop over tokens.

spaCy goes from token to token and takes the best valid move: Begin, In or Last of an entity of
several tokens, Unit, Out. The rules are those of `spacy/pipeline/_parser_internals/ner.pyx` for
texts without preset entities and sentences. The score of a move depends on three features of the
state: the token, the first token of the open entity, and the token before. The latter two are
padding where no entity is open. So

- where no entity is open, the scores do not depend on what was before: one product for all tokens;
- inside an entity only In and Last of its label are valid: the sign of one dot product.

All entities that tokens would begin are followed at the same time, for a few tokens. Those that
begin inside another are then dropped. Longer entities are followed only after that, so that the
time is proportional to the number of tokens.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cnn.structure import Floats, Network

Numbers = NDArray[np.intp]
Flags = NDArray[np.bool_]

# Tokens after the first for which all entities are followed; few entities have more.
_STEPS = 6
_MOST_AT_ONCE = 512
_UNKNOWN = -1


class Entity(NamedTuple):
    """An entity: rows of its first and last tokens, number of its label, margin.

    `margin`: by how much the move that began it scored more than Out.
    """

    first: int
    last: int
    label: int
    margin: float


class Starts(NamedTuple):
    """A move for each token, and by how much it scores more than Out."""

    moves: Numbers
    margins: Floats


class Transitions:
    """The network's last two layers and the moves that they score.

    `shift`: what is missing in the tokens' vectors; `labels`: names by number.
    """

    def __init__(self, network: Network, shift: Floats) -> None:
        moves = {name: number for number, name in enumerate(network.moves)}
        self.labels = [name[2:] for name in moves if name[0] == "B"]
        weights, bias = network.upper
        # What is valid where no entity is open, in spaCy's order: the first of equal scores wins.
        starts = [name for name in moves if name[0] in "BUO" and name != "U-"]
        numbers = [moves[name] for name in starts]
        self._scores, self._score_bias = np.ascontiguousarray(weights[numbers].T), bias[numbers]
        self._begins = np.array([name[0] == "B" for name in starts])
        self._out = starts.index("O")
        self._label = [self.labels.index(name[2:]) if name != "O" else -1 for name in starts]
        inside = [moves[f"I-{label}"] for label in self.labels]
        last = [moves[f"L-{label}"] for label in self.labels]
        self._stays, self._stay_bias = weights[inside] - weights[last], bias[inside] - bias[last]
        self._in_before_last = np.array(inside) < np.array(last)
        self._read_states(network, shift)

    def _read_states(self, network: Network, shift: Floats) -> None:
        """The linear layer and the lower one in one product: nothing is between them."""
        linear, offset = network.state
        offset = offset + linear @ shift
        lower, bias, padding = network.lower
        features, hidden, pieces, _ = lower.shape
        self._pieces, self._hidden = pieces, hidden
        by_piece = lower.transpose(0, 2, 1, 3).reshape(features, pieces * hidden, -1)
        products = np.ascontiguousarray((by_piece @ linear).transpose(0, 2, 1))
        constants = by_piece @ offset
        paddings = padding.transpose(0, 2, 1).reshape(features, -1)
        bias = bias.T.reshape(-1)
        self._closed, self._closed_bias = products[0], constants[0] + paddings[1:].sum(0) + bias
        self._open, self._open_bias = np.concatenate(products), constants.sum(0) + bias

    def starts(self, vectors: Floats, blank: Flags, final: Flags) -> Starts:
        """The best move of each token if no entity is open.

        `blank`: white space and the rows between documents, which begin no entity. `final`: the
        last tokens of documents, which begin none of several tokens.
        """
        hidden = self._maxout(vectors @ self._closed, self._closed_bias)
        scores = hidden @ self._scores
        scores += self._score_bias
        scores[np.ix_(final, self._begins)] = -np.inf
        best: Numbers = scores.argmax(axis=1)
        best[blank] = self._out
        margins: Floats = scores[np.arange(len(best)), best] - scores[:, self._out]
        return Starts(best, margins)

    def entities(self, vectors: Floats, starts: Starts, final: Flags) -> list[Entity]:
        """The entities of all documents, in order, by the moves of `starts`."""
        rows = np.flatnonzero(starts.moves != self._out)
        moves = starts.moves[rows]
        labels = np.array(self._label)[moves]
        lasts = rows.copy()
        several = self._begins[moves]
        lasts[several] = self._lasts(vectors, rows[several], labels[several], final)
        found: list[Entity] = []
        after = 0
        for first, last, label, margin in zip(
            rows.tolist(),
            lasts.tolist(),
            labels.tolist(),
            starts.margins[rows].tolist(),
            strict=True,
        ):
            if first >= after:
                if last == _UNKNOWN:
                    last = self._last(vectors, first, label, final)
                found.append(Entity(first, last, label, margin))
                after = last + 1
        return found

    def _lasts(self, vectors: Floats, first: Numbers, label: Numbers, final: Flags) -> Numbers:
        """The last rows of entities of several tokens that begin at these rows.

        `_UNKNOWN` for those with more than `_STEPS` tokens after the first.
        """
        lasts = np.full_like(first, _UNKNOWN)
        going = np.arange(len(first))
        token = first + 1
        for _ in range(_STEPS):
            if not len(going):
                break
            goes_on = self._goes_on(vectors, token, first[going], label[going], final)
            lasts[going[~goes_on]] = token[~goes_on]
            going, token = going[goes_on], token[goes_on] + 1
        return lasts

    def _last(self, vectors: Floats, first: int, label: int, final: Flags) -> int:
        """The last row of an entity with more than `_STEPS` tokens after the first.

        Whether it continues depends on the token and the one before only, so many tokens are
        computed in one product, each time in proportion to those computed so far.
        """
        begin, size = first + 1 + _STEPS, _STEPS
        while True:
            token = np.arange(begin, min(begin + size, len(vectors)))
            same = np.broadcast_to(first, len(token))
            goes_on = self._goes_on(vectors, token, same, np.broadcast_to(label, len(token)), final)
            if not goes_on.all():
                return begin + int(goes_on.argmin())
            begin, size = begin + size, min(2 * size, _MOST_AT_ONCE)

    def _goes_on(
        self, vectors: Floats, token: Numbers, first: Numbers, label: Numbers, final: Flags
    ) -> Flags:
        """Whether entities that begin at `first` do not end at `token`."""
        states = np.concatenate([vectors[token], vectors[first], vectors[token - 1]], axis=1)
        hidden = self._maxout(states @ self._open, self._open_bias)
        stays = np.einsum("ij,ij->i", hidden, self._stays[label]) + self._stay_bias[label]
        goes_on: Flags = np.where(self._in_before_last[label], stays >= 0, stays > 0)
        return goes_on & ~final[token]

    def _maxout(self, products: Floats, bias: Floats) -> Floats:
        products += bias
        parts = products.reshape(len(products), self._pieces, self._hidden)
        hidden = parts[:, 0]
        for piece in range(1, self._pieces):
            hidden = np.maximum(hidden, parts[:, piece])
        return hidden
