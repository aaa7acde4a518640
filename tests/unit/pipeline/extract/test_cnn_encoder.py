"""The window layers against the sum that they stand for."""

import numpy as np
import pytest

from pipeline.extract.cnn.encoder import BLOCK, Encoder, normalise
from pipeline.extract.cnn.structure import Floats, Layer

WIDTH = 8


def layers(number: int, pieces: int) -> list[Layer]:
    random = np.random.default_rng(number)
    return [
        Layer(
            random.normal(0, 0.2, (WIDTH, pieces, 3 * WIDTH)).astype(np.float32),
            random.standard_normal((WIDTH, pieces)).astype(np.float32),
            random.standard_normal(WIDTH).astype(np.float32),
            random.standard_normal(WIDTH).astype(np.float32),
        )
        for _ in range(number)
    ]


def naively(vectors: Floats, encoder: list[Layer]) -> Floats:
    """Token by token, in double precision; windows reach into zeros at both ends."""
    tokens = vectors.astype(np.float64)
    for layer in encoder:
        padded = np.pad(tokens, ((1, 1), (0, 0)))
        windows = np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1)
        pieces = np.einsum("opi,ti->top", layer.weights.astype(np.float64), windows) + layer.bias
        hidden = pieces.max(axis=2)
        centred = hidden - hidden.mean(axis=1, keepdims=True)
        centred /= np.sqrt(hidden.var(axis=1, keepdims=True) + 1e-8)
        tokens = tokens + centred * layer.gain + layer.shift
    return tokens.astype(np.float32)


def encoded(encoder: Encoder, vectors: Floats) -> Floats:
    """The vectors of all rows but the outermost, with what all layers add."""
    made = np.empty((len(vectors) - 2 * encoder.reach, WIDTH), np.float32)
    encoder(vectors, made)
    return made + encoder.shift


@pytest.mark.parametrize(("depth", "pieces"), [(1, 2), (3, 2), (4, 3), (5, 2)])
@pytest.mark.parametrize("tokens", [1, 4, 7, BLOCK])
def test_layers_give_what_the_sum_gives(depth: int, pieces: int, tokens: int) -> None:
    """Products by Winograd's method are those of windows, for any number of tokens and pieces."""
    parameters = layers(depth, pieces)
    encoder = Encoder(parameters)
    reach = encoder.reach
    assert reach >= depth
    around = np.random.default_rng(1).standard_normal((tokens + 2 * reach, WIDTH))
    vectors = around.astype(np.float32)
    expected = naively(vectors, parameters)[reach:-reach]
    np.testing.assert_allclose(encoded(encoder, vectors), expected, rtol=1e-4, atol=1e-4)


def test_a_block_leaves_nothing_behind_for_the_next() -> None:
    """A short block after a long one gives what it gives alone."""
    parameters = layers(2, 3)
    long, short = (
        np.random.default_rng(rows).standard_normal((rows, WIDTH)).astype(np.float32)
        for rows in (300, 13)
    )
    encoder = Encoder(parameters)
    encoded(encoder, long)
    np.testing.assert_array_equal(encoded(encoder, short), encoded(Encoder(parameters), short))


def test_texts_apart_by_the_reach_do_not_see_each_other() -> None:
    """With rows of zeros between them two texts have the vectors that each has alone."""
    parameters = layers(2, 3)
    random = np.random.default_rng(3)
    one, other = (random.standard_normal((n, WIDTH)).astype(np.float32) for n in (5, 6))
    encoder = Encoder(parameters)
    gap = np.zeros((encoder.reach, WIDTH), np.float32)
    together = encoded(encoder, np.concatenate([gap, one, gap, other, gap]))
    alone = encoded(encoder, np.concatenate([gap, other, gap]))
    np.testing.assert_allclose(together[-6:], alone, rtol=1e-5, atol=1e-5)


def test_normalised_rows_have_no_mean_and_deviation_one() -> None:
    """Each row is put on the same scale; a constant one becomes zeros."""
    rows = np.random.default_rng(4).normal(5, 3, (6, WIDTH)).astype(np.float32)
    rows[0] = 2
    normalise(rows, np.full(WIDTH, 1 / WIDTH, np.float32))
    np.testing.assert_allclose(rows.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(rows[1:].std(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(rows[0], 0)
