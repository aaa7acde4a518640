"""The window layers: each token's vector takes in its neighbours', layer by layer.

A layer is `x[i] += norm(maxout(W . [x[i-1], x[i], x[i+1]] + b))`: a convolution of width 3 along
the tokens. Four outputs at a time cost six products of matrices instead of twelve by Winograd's
F(4, 3) (A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016,
with the points 0, 1, -1, 2, -2 and infinity). Rounding is that of single precision either way.
"""

from collections.abc import Sequence

import numpy as np

from pipeline.extract.cnn.structure import Floats, Layer

# Tokens that are worked at once: what six products of so many need stays in a core's cache. 512
# took 0.85 of the time of 1,024.
BLOCK = 512
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
    """All window layers, with the memory that they need for one block of tokens."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        width, self._pieces = layers[0].bias.shape
        # How far a token's vector depends on its neighbours', and so how many rows of zeros keep
        # documents apart.
        self.reach = len(layers)
        self._layers = [
            (_transformed(layer), _by_piece(layer.bias), layer.gain, layer.shift)
            for layer in layers
        ]
        tiles = -(-(BLOCK + 2 * self.reach) // _TILE)
        rows = tiles * _TILE
        # With one row more to each side, for the windows of the first and the last.
        self._tokens = np.zeros((rows + 2, width), np.float32)
        step, item = self._tokens.strides
        self._windows = np.lib.stride_tricks.as_strided(
            self._tokens, (len(_IN), tiles, width), (step, _TILE * step, item), writeable=False
        )
        # Row t, j is token 4 t + j; the layers work on them in the order j, t.
        self._residual = self._tokens[1:-1].reshape(tiles, _TILE, width).transpose(1, 0, 2)
        self._gathered = np.empty((len(_IN), tiles, width), np.float32)
        self._inputs = np.empty_like(self._gathered)
        self._products = np.empty((len(_IN), tiles, self._pieces * width), np.float32)
        self._outputs = np.empty((_TILE, tiles, self._pieces, width), np.float32)
        self._hidden = np.empty((rows, width), np.float32)
        self._mean = np.full(width, 1 / width, np.float32)

    def __call__(self, vectors: Floats) -> Floats:
        """The vectors of at most `BLOCK` tokens, from those of them and of `reach` rows to each
        side; the result is valid until the next call."""
        rows = len(vectors)
        self._tokens[1 : rows + 1] = vectors
        self._tokens[rows + 1 :] = 0
        for layer in self._layers:
            self._add(*layer)
        return self._tokens[1 + self.reach : rows + 1 - self.reach]

    def _add(self, weights: Floats, bias: Floats, gain: Floats, shift: Floats) -> None:
        np.copyto(self._gathered, self._windows)
        _combine(_IN, self._gathered, self._inputs)
        np.matmul(self._inputs, weights, out=self._products)
        self._products[1] += bias  # the second product is part of each output, once
        _combine(_OUT, self._products, self._outputs)
        hidden = self._hidden.reshape(self._residual.shape)
        np.maximum(self._outputs[:, :, 0], self._outputs[:, :, 1], out=hidden)
        for piece in range(2, self._pieces):
            np.maximum(hidden, self._outputs[:, :, piece], out=hidden)
        normalise(self._hidden, self._mean)
        self._hidden *= gain
        self._hidden += shift
        self._residual += hidden


def normalise(rows: Floats, mean: Floats) -> None:
    """Subtract from each row its mean and divide it by its deviation, in place.

    `mean`: one over the width, as often as that: the product with it is faster than a sum.
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
    """A bias (outputs, pieces) in the order of the products: all outputs' first pieces first."""
    return np.ascontiguousarray(bias.T).reshape(-1)
