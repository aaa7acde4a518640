"""The window layers: they add to each token's vector a function of its neighbours' vectors.

A layer is `x[i] += norm(maxout(W . [x[i-1], x[i], x[i+1]] + b))`: a convolution of width 3 along
the tokens. Four outputs at a time cost six products of matrices instead of twelve by Winograd's
F(4, 3) (A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
with the points 0, 1, -1, 2, -2 and infinity). Rounding is that of single precision either way.
"""

import math
import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.extract.cnn.structure import Floats, Layer

# Tokens computed at once, so that the memory of six products stays in a core's cache. 512 took 0.85
# of the time of 1,024. With four rows around, 536 are 136 tiles, which matrix products by 8 and 16
# compute faster than the 130 tiles of 512.
BLOCK = 536
_TILE = 4
# Of six inputs in a row, the window's three weights and four outputs: y = OUT ((MID w) * (IN x)).
_IN = np.array(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ],
    dtype=np.float32,
)
_MID = np.array([[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]]) / 24
_OUT = np.array(
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
    dtype=np.float32,
)
_EPSILON = 1e-8  # thinc's, added to the variance


class Encoder:
    """All window layers.

    `reach`: how many rows of zeros keep documents apart. A token's vector depends on one neighbour
    to each side in each layer; whole tiles, so that results are copied once. `shift`: what all
    layers add to each vector; it is missing in the results, whose users add it to their own bias.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._width, self._pieces = layers[0].bias.shape
        self.reach = -(-len(layers) // _TILE) * _TILE
        # Each layer has in its bias what the missing shifts would give. That saves one pass over
        # the tokens in each.
        self.shift = np.zeros(self._width, np.float32)
        self._layers: list[tuple[Floats, Floats, Floats]] = []
        for layer in layers:
            missing = layer.weights @ np.tile(self.shift, 3)
            self._layers.append((_transformed(layer), _by_piece(layer.bias + missing), layer.gain))
            self.shift = self.shift + layer.shift
        self._mean = np.full(self._width, 1 / self._width, np.float32)
        self._tiles = -(-(BLOCK + 2 * self.reach) // _TILE)

    def __call__(self, vectors: Floats, out: Floats) -> None:
        """Write the vectors of at most `BLOCK` tokens, from those of them and of `reach` rows to
        each side."""
        rows = len(vectors)
        block = _memory.of(self._tiles, self._width, self._pieces).block(-(-rows // _TILE))
        whole, rest = divmod(rows, _TILE)
        by_tile = block.tokens.transpose(1, 0, 2)
        by_tile[:whole] = vectors[: whole * _TILE].reshape(whole, _TILE, self._width)
        if rest:
            by_tile[whole, :rest] = vectors[-rest:]
            by_tile[whole, rest:] = 0
        for layer in self._layers:
            self._add(block, *layer)
        whole, rest = divmod(len(out), _TILE)
        begun = by_tile[self.reach // _TILE :]
        out[: whole * _TILE].reshape(whole, _TILE, self._width)[:] = begun[:whole]
        if rest:
            out[-rest:] = begun[whole, :rest]

    def _add(self, block: "_Block", weights: Floats, bias: Floats, gain: Floats) -> None:
        tokens, stack, products, outputs = block.tokens, block.stack, block.products, block.outputs
        stack[0, 1:], stack[0, 0] = tokens[-1, :-1], 0
        stack[-1, :-1], stack[-1, -1] = tokens[0, 1:], 0
        _combine(_IN, stack, block.inputs)
        np.matmul(block.inputs, weights, out=products)
        products[1] += bias  # the second product is part of each output, once
        _combine(_OUT, products, outputs)
        rows = block.hidden
        hidden = rows.reshape(tokens.shape)
        np.maximum(outputs[:, :, 0], outputs[:, :, 1], out=hidden)
        for piece in range(2, self._pieces):
            np.maximum(hidden, outputs[:, :, piece], out=hidden)
        normalise(rows, self._mean)
        rows *= gain
        tokens += hidden


class _Block(NamedTuple):
    """Arrays for one block.

    Tile t has the tokens 4 t to 4 t + 3; the first tokens of all tiles come first, then all second
    ones, and so on. `stack`: the six inputs of the tiles, that is one token before each tile, its
    four tokens and one after it. `tokens`: (4, tiles, width), the middle part of `stack`.
    """

    tokens: Floats
    stack: Floats
    inputs: Floats
    products: Floats
    outputs: Floats
    hidden: Floats


class _Memory:
    """The memory for blocks of at most so many tiles; a shorter block uses its beginning."""

    def __init__(self, tiles: int, width: int, pieces: int) -> None:
        self._width, self._pieces = width, pieces
        self._inputs = np.zeros((2, len(_IN) * tiles * width), np.float32)
        self._products = np.zeros(len(_IN) * tiles * pieces * width, np.float32)
        self._outputs = np.zeros(_TILE * tiles * pieces * width, np.float32)
        self._hidden = np.zeros(_TILE * tiles * width, np.float32)

    def block(self, tiles: int) -> _Block:
        width, pieces = self._width, self._pieces
        stack = _first(self._inputs[0], len(_IN), tiles, width)
        return _Block(
            tokens=stack[1:-1],
            stack=stack,
            inputs=_first(self._inputs[1], len(_IN), tiles, width),
            products=_first(self._products, len(_IN), tiles, pieces * width),
            outputs=_first(self._outputs, _TILE, tiles, pieces, width),
            hidden=_first(self._hidden, _TILE * tiles, width),
        )


class _MemoryOfThread(threading.local):
    """The memory of all networks of a form: a thread computes one block at a time."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int, int], _Memory] = {}

    def of(self, tiles: int, width: int, pieces: int) -> _Memory:
        form = tiles, width, pieces
        if form not in self._made:
            self._made[form] = _Memory(*form)
        return self._made[form]


_memory = _MemoryOfThread()


def _first(flat: Floats, *shape: int) -> Floats:
    """An array of this shape over the first numbers."""
    return flat[: math.prod(shape)].reshape(shape)


def normalise(rows: Floats, mean: Floats) -> None:
    """Subtract from each row its mean and divide it by its deviation, in place.

    `mean`: an array of 1 / width; the product with it is faster than a sum.
    """
    rows -= (rows @ mean)[:, None]
    variance = np.einsum("ij,ij->i", rows, rows)
    variance *= mean[0]
    variance += _EPSILON
    rows *= (1 / np.sqrt(variance))[:, None]


def _combine(matrix: Floats, stacked: Floats, out: Floats) -> None:
    """Linear combinations of the arrays in a stack, each by one row of the matrix."""
    np.matmul(matrix, stacked.reshape(len(stacked), -1), out=out.reshape(len(out), -1))


def _transformed(layer: Layer) -> Floats:
    """A layer's weights (outputs, pieces, inputs of three tokens) for the six products:
    (6, inputs of one token, pieces x outputs)."""
    outputs, pieces, inputs = layer.weights.shape
    windows = layer.weights.reshape(outputs, pieces, 3, inputs // 3).astype(np.float64)
    weights = np.einsum("kw,opwi->kipo", _MID, windows)
    return np.ascontiguousarray(
        weights.reshape(len(_MID), inputs // 3, pieces * outputs), dtype=np.float32
    )


def _by_piece(bias: Floats) -> Floats:
    """A bias (outputs, pieces) in the order of the products: first the first pieces."""
    return np.ascontiguousarray(bias.T).reshape(-1)
