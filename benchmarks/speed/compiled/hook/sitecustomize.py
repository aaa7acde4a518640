"""Puts the compiled kernel into each process that loads a recogniser: on `PYTHONPATH`, Python runs
this before anything else. `DOCMILL_BENCHMARK_KERNEL` is the built library."""

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

TARGET = "pipeline.extract.cnn.recogniser"


class Finder:
    """Finds the recogniser's module, once, and changes its class when it has been run."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        if name != TARGET:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            run = loader.exec_module

            def exec_module(module: Any) -> None:
                run(module)
                from benchmarks.speed.compiled.kernel import compiled

                made = module.CnnRecogniser.__init__

                def init(self: Any, nlp: Any) -> None:
                    made(self, nlp)
                    compiled(self, Path(os.environ["DOCMILL_BENCHMARK_KERNEL"]))

                module.CnnRecogniser.__init__ = init

            loader.exec_module = exec_module
        return spec


if "DOCMILL_BENCHMARK_KERNEL" in os.environ:
    sys.meta_path.insert(0, Finder())
