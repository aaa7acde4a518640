"""What a stage is, and how stages are found and put in order."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import EntryPoint
from typing import Any, Protocol, cast

from pipeline.errors import ConfigurationError, DocmillError, StopRun, Unavailable, is_panic
from pipeline.installed import installed
from pipeline.records import GAINED, Failed, Filtered, Result, Work

ENTRY_POINT_GROUP = "docmill.stages"
# What stages need and give: the content, and every field that `Work` has for a stage's results.
PARTS = frozenset({"raw", *GAINED, "extra"})


class Stage(Protocol):
    """One step of the work on a document.

    `name`: the entry point's name. `needs` and `gives`: parts out of `PARTS`; `raw` is given by
    the source (a stage that does not need it sees `document.raw is None`). A stage that gives
    `extra` writes `work.extra[self.name]` and nothing else in it.
    """

    @property
    def name(self) -> str: ...

    @property
    def needs(self) -> frozenset[str]: ...

    @property
    def gives(self) -> frozenset[str]: ...

    @property
    def fingerprint(self) -> str:
        """Version plus everything in the configuration that changes results; short text."""
        ...

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """One result for each document, in order: new `Work`, `Filtered` or `Failed`."""
        ...


def is_about_document(error: BaseException) -> bool:
    """Whether an error fails just its document: not where a service is away, or the process ends.

    What is no `Exception` ends the process, as Ctrl-C does, unless it is a panic.
    """
    is_of_content = isinstance(error, Exception) or is_panic(error)
    return is_of_content and not isinstance(error, Unavailable | StopRun)


def each(stage: str, batch: Sequence[Work], function: Callable[[Work], Result]) -> list[Result]:
    """Apply a function document by document; an exception fails just its document.

    Raises:
        Unavailable, StopRun: they are not about one document.
    """
    results: list[Result] = []
    for work in batch:
        try:
            results.append(function(work))
        except BaseException as error:
            if not is_about_document(error):
                raise
            results.append(Failed.because(stage, error))
    return results


def apply(stage: Stage, batch: Sequence[Work]) -> list[Result]:
    """Run a stage on a batch and hold it to its contract.

    A stage that raises for a whole batch is run again document by document, so that only the
    document that causes it fails.

    Raises:
        Unavailable: a service that the stage needs is away.
        StopRun: the stage broke its contract, or asks for the run to stop.
    """
    if not batch:
        return []
    try:
        results = stage.process(batch)
    except BaseException as error:
        if not is_about_document(error):
            raise
        if len(batch) == 1:
            return [Failed.because(stage.name, error)]
        return [result for work in batch for result in apply(stage, [work])]
    if len(results) != len(batch):
        raise StopRun(
            f"stage {stage.name!r} gave {len(results)} results for {len(batch)} documents; "
            "it must give one for each"
        )
    return results


def run_stages(stages: Iterable[Stage], batch: Sequence[Work]) -> list[Result]:
    """Run stages one after the other; a document that failed or was filtered is passed over."""
    results: list[Result] = list(batch)
    for stage in stages:
        live = [(i, r) for i, r in enumerate(results) if isinstance(r, Work)]
        for (i, _), result in zip(live, apply(stage, [w for _, w in live]), strict=True):
            results[i] = result
    return results


def check_order(
    stages: Sequence[Stage], givers: Callable[[frozenset[str]], Sequence[str]] = lambda parts: ()
) -> None:
    """Raise `ConfigurationError` when a stage needs what nothing before it gives.

    `givers`: the names of stages that give parts, for the message.
    """
    available = {"raw"}
    seen: set[str] = set()
    for stage in stages:
        if stage.name in seen:
            raise ConfigurationError(
                f"stage {stage.name!r} is configured twice; name it once (DOCMILL_LINKS)"
            )
        if unknown := (stage.needs | stage.gives) - PARTS:
            raise ConfigurationError(
                f"stage {stage.name!r} names unknown parts {sorted(unknown)}; "
                f"there are {sorted(PARTS)}"
            )
        if missing := stage.needs - available:
            before = " or ".join(map(repr, givers(missing))) or "the stage that gives it"
            raise ConfigurationError(
                f"stage {stage.name!r} needs {', '.join(sorted(missing))}, which no stage before "
                f"it gives; put {before} before it (DOCMILL_LINKS)"
            )
        available |= stage.gives
        seen.add(stage.name)


def build_stages(
    order: Sequence[str], options: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Stage]:
    """Build the named stages by their entry points, each with its own options as keywords.

    Raises:
        ConfigurationError: a name is not registered, a stage does not know an option, or comes
            before one that it needs.
    """
    options = options or {}
    registered = _registered()
    if strangers := set(options) - set(registered):
        raise ConfigurationError(
            f"options for unknown stages {sorted(strangers)}; known: {sorted(registered)} "
            "(DOCMILL_STAGE_OPTIONS)"
        )
    stages = [_build(registered, name, options.get(name, {})) for name in order]
    check_order(stages, lambda parts: _givers(registered, parts))
    return stages


def build_stage(name: str, options: Mapping[str, Any]) -> Stage:
    """Build one stage; raises `ConfigurationError` as `build_stages` does."""
    return _build(_registered(), name, options)


def _givers(registered: Mapping[str, EntryPoint], parts: frozenset[str]) -> list[str]:
    """The stages that give some of these parts, as far as their classes say so."""
    found = []
    for name, point in sorted(registered.items()):
        with suppress(Exception):  # one that cannot be loaded gives nothing
            if parts & getattr(point.load(), "gives", frozenset()):
                found.append(name)
    return found


def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in installed(ENTRY_POINT_GROUP)}


def _build(registered: Mapping[str, EntryPoint], name: str, options: Mapping[str, Any]) -> Stage:
    if name not in registered:
        raise ConfigurationError(
            f"no stage named {name!r}; installed: {', '.join(sorted(registered)) or 'none'} "
            f"(entry point group {ENTRY_POINT_GROUP!r}); mend DOCMILL_LINKS"
        )
    try:
        return cast(Stage, registered[name].load()(**options))
    except DocmillError:
        raise
    except TypeError as error:
        raise ConfigurationError(
            f"stage {name!r} does not take these options (DOCMILL_STAGE_OPTIONS): "
            f"{_strange(registered[name].load(), options) or error}"
        ) from error
    except Exception as error:
        raise ConfigurationError(f"stage {name!r} could not be loaded: {error}") from error


def _strange(make: Any, options: Mapping[str, Any]) -> str:
    """The options that a stage does not know, and those that it does; "" where none is strange."""
    known = list(inspect.signature(make).parameters)
    strange = [option for option in options if option not in known]
    return f"it has no {', '.join(strange)}, but {', '.join(known) or 'none'}" if strange else ""


__all__ = [
    "ENTRY_POINT_GROUP",
    "PARTS",
    "Filtered",
    "Stage",
    "apply",
    "build_stage",
    "build_stages",
    "check_order",
    "each",
    "is_about_document",
    "run_stages",
]
