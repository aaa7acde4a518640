"""The repairs of a text, each a small class of its own, and the order in which they run.

A new repair is a module here with a class like `Repairer`, and its place in `REPAIRS`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from pipeline.clean.edit import Edit
from pipeline.clean.repairs.characters import Controls, SoftHyphens, Surrogates, ZeroWidth
from pipeline.clean.repairs.composition import Composition, LetterForms
from pipeline.clean.repairs.encoding import Encoding
from pipeline.errors import ConfigurationError


class Repairer(Protocol):
    """One kind of repair: it proposes edits of a text, sorted and without overlap.

    `version`: raised whenever it would repair a text otherwise than before.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def edits(self, text: str) -> list[Edit]: ...


class Kind(NamedTuple):
    """How a repairer is made, and what it needs.

    `laid_out`: white space in order. `languages`: it is for texts in these; empty = for all.
    """

    make: Callable[[], Repairer]
    laid_out: bool = True
    languages: frozenset[str] = frozenset()


class Step(NamedTuple):
    """A repairer at its place in the order, with what its kind needs."""

    repairer: Repairer
    laid_out: bool
    languages: frozenset[str]


# In the order in which they run unless configured.
REPAIRS: dict[str, Kind] = {
    "surrogate": Kind(Surrogates, laid_out=False),
    # Before the controls go: they are what is left of many a quotation mark.
    "encoding": Kind(Encoding, laid_out=False),
    "control": Kind(Controls, laid_out=False),
    "zero-width": Kind(ZeroWidth, laid_out=False),
    "soft-hyphen": Kind(SoftHyphens, laid_out=False),
    "letter-form": Kind(LetterForms, laid_out=False),
    # Letter and accent may meet only when what stood between them has gone.
    "nfc": Kind(Composition, laid_out=False),
}


def repair_steps(names: Iterable[str]) -> tuple[Step, ...]:
    """The named repairs, ready to run in this order.

    Raises:
        ConfigurationError: a name that no repair has, or one that stands there twice.
    """
    steps: list[Step] = []
    seen: set[str] = set()
    for name in names:
        if name not in REPAIRS:
            raise ConfigurationError(
                f"no repair is called {name!r}; there are {', '.join(REPAIRS)} "
                "(option `repairs` of the stage clean)"
            )
        if name in seen:
            raise ConfigurationError(f"the repair {name!r} stands twice in the stage clean's list")
        seen.add(name)
        kind = REPAIRS[name]
        steps.append(Step(kind.make(), kind.laid_out, kind.languages))
    return tuple(steps)


__all__ = ["REPAIRS", "Kind", "Repairer", "Step", "repair_steps"]
