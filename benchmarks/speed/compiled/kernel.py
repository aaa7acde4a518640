"""Builds `kernel.c` and puts it in the place of a recogniser's numpy network."""

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cnn.recogniser import CnnRecogniser
from pipeline.extract.cnn.structure import Floats
from pipeline.extract.cnn.tokens import Tape
from pipeline.extract.cnn.transitions import Entity

SOURCE = Path(__file__).with_name("kernel.c")
_FLAGS = ("-O3", "-march=native", "-shared", "-fPIC")
_PANEL, _WIDTH, _LAYERS, _MOVES = 32, 96, 4, 64


class NotBuilt(Exception):
    """The kernel cannot be built or run here; the message says why."""


def build(library: Path) -> None:
    """Compile the kernel with the system's C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise NotBuilt("there is no C compiler (cc)")
    cpu = Path("/proc/cpuinfo")
    if not cpu.is_file() or "avx512f" not in cpu.read_text():
        raise NotBuilt("the kernel is written for AVX-512, which this processor has not")
    subprocess.run([compiler, *_FLAGS, "-o", str(library), str(SOURCE), "-lm"], check=True)


def compiled(recogniser: CnnRecogniser, library: Path) -> None:
    """From now on the recogniser's network runs in the kernel.

    Raises:
        NotBuilt: the sizes of the model are not those of the kernel.
    """
    own: Any = recogniser
    layers, moves = own._encoder._layers, own._transitions
    if len(layers) != _LAYERS or layers[0][0].shape[1:] != (_WIDTH, 3 * _WIDTH):
        raise NotBuilt("the kernel is for four layers of 96 numbers and three pieces")
    functions = ctypes.CDLL(str(library))
    weights = [[_panels(layer[0]) for layer in layers]]
    weights += [[np.ascontiguousarray(layer[part]) for layer in layers] for part in (1, 2)]
    weights.append([np.zeros(_WIDTH, np.float32)] * _LAYERS)  # the shifts: added at the end
    pointers = [(ctypes.c_void_p * _LAYERS)(*map(_at, arrays)) for arrays in weights]
    number = len(moves._begins)
    upper = np.zeros((len(moves._scores), _MOVES), np.float32)
    upper[:, :number] = moves._scores
    upper_bias = np.full(_MOVES, -np.inf, np.float32)
    upper_bias[:number] = moves._score_bias
    begins = np.zeros(_MOVES, np.uint8)
    begins[:number] = moves._begins
    closed, upper = _panels(moves._closed), _panels(upper)
    room = np.empty((0, _WIDTH), np.float32)

    def entities(tape: Tape) -> list[Entity]:
        nonlocal room
        count = len(tape.rows)
        if len(room) < count:
            room = np.empty((count, _WIDTH), np.float32)
        vectors, best = room[:count], np.empty(count, np.intp)
        rows, blank = np.pad(tape.rows, _LAYERS), own._lexemes.blank[tape.rows]
        tokens = ctypes.c_int64(count)
        functions.encode(_at(own._lexemes.vectors), _at(rows), tokens, *pointers, _at(vectors))
        vectors += own._encoder._shift
        functions.starts(
            _at(vectors), tokens, _at(closed), _at(moves._closed_bias), _at(upper),
            _at(upper_bias), _at(begins), ctypes.c_int64(moves._out), _at(blank), _at(tape.final),
            _at(best),
        )  # fmt: skip
        found: list[Entity] = moves.entities(vectors, best, tape.final)
        return found

    own._entities = entities
    own._kept = weights  # or their memory would be given back


def _panels(weights: Floats) -> Floats:
    """Weights (…, inputs, outputs) cut into panels of 32 outputs: (…, panels, inputs, 32)."""
    *before, inputs, outputs = weights.shape
    cut = weights.reshape(*before, inputs, outputs // _PANEL, _PANEL)
    return np.ascontiguousarray(np.moveaxis(cut, -2, -3), dtype=np.float32)


def _at(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
