"""`clean_text` and `learn` with the glued-word repair as fitted on the odd half of the corpus.

The packaged weights are fitted on all of it, so only these tell what the repair does to texts that
it has not seen. They are fitted once and kept in the cache until the code that fits or uses them
changes.
"""

import os
from hashlib import blake2b
from pathlib import Path
from unittest.mock import patch

import msgspec

from benchmarks.corpus import CACHE, ROOT, SHARED
from benchmarks.quality.kit import run
from pipeline.clean import clean_text, learn
from pipeline.clean.glue import trees, weights

__all__ = ["clean_text", "learn"]


def _fitted() -> Path:
    """The folder with weights and trees of the odd half."""
    code = sorted((ROOT / "pipeline/clean/glue").glob("*.py"))
    code += [ROOT / "pipeline/clean/lexicon.py", *sorted((ROOT / "tools/glue").glob("*.py"))]
    code.append(SHARED / "eval/cleaning/corrupt.py")
    told = b"\0".join(file.read_bytes() for file in code)
    folder = CACHE / "glue" / blake2b(told, digest_size=8).hexdigest()
    if not folder.exists():
        partial = folder.with_suffix(f".{os.getpid()}")
        partial.mkdir(parents=True)
        run("-m", "tools.glue.training", "--shared", str(SHARED), "--half", "odd", str(partial))
        partial.rename(folder)
    return folder


_folder = _fitted()
_weights = msgspec.toml.decode((_folder / "en-weights.toml").read_bytes(), type=weights.Fitted)
_trees = msgspec.json.decode((_folder / "en-trees.json").read_bytes(), type=trees.Forest)
patch.object(weights, "load", lambda language: _weights).start()
patch.object(trees, "load", lambda language: _trees).start()
