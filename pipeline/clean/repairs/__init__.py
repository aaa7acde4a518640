"""The repairs of a text, each a small class, and the order in which they run.

A new repair needs a module here with a class like `Repairer`, and an entry in `REPAIRS`.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple, Protocol

from pipeline.clean.edit import Edit
from pipeline.clean.glue import Splitter
from pipeline.clean.glue.language_model import load as load_language_model
from pipeline.clean.profile import Profile
from pipeline.clean.repairs.boilerplate import Boilerplate
from pipeline.clean.repairs.broken_entities import BrokenEntities
from pipeline.clean.repairs.characters import Controls, SoftHyphens, Surrogates, ZeroWidth
from pipeline.clean.repairs.composition import Composition, LetterForms
from pipeline.clean.repairs.credits import Credits
from pipeline.clean.repairs.encoding import Encoding
from pipeline.clean.repairs.entities import Entities
from pipeline.clean.repairs.full_stops import FullStops
from pipeline.clean.repairs.hyphenation import Hyphenation
from pipeline.clean.repairs.line_breaks import LineBreaks
from pipeline.clean.repairs.markup import EscapedMarkup, Markup
from pipeline.clean.repairs.page_lines import PageLines
from pipeline.clean.repairs.repeated_paragraphs import RepeatedParagraphs
from pipeline.errors import ConfigurationError


class Repairer(Protocol):
    """One kind of repair: it proposes edits of a text, sorted and without overlap.

    `version`: to raise when it repairs any text differently from before.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def edits(self, text: str) -> list[Edit]: ...


class Kind(NamedTuple):
    """How a repairer is made, and what it needs.

    `make`: takes the profile of the source. `laid_out`: it needs white space in order. `languages`:
    it is for texts in these; empty: for all. `on_pages`: it also runs on the text of a page; those
    that undo markup do not, because tags and entities in that text are its content. `alters_words`:
    words that it removes or alters are counted; not those that are equal by Unicode's rules.
    """

    make: Callable[[Profile | None], Repairer]
    laid_out: bool = True
    languages: frozenset[str] = frozenset()
    on_pages: bool = True
    alters_words: bool = True


class Step(NamedTuple):
    """A repairer at its place in the order.

    `thorough`: it also removes what only one document shows to be no content.
    """

    repairer: Repairer
    kind: Kind
    thorough: bool = False


# In the order in which they run, unless configured otherwise.
REPAIRS: dict[str, Kind] = {
    "surrogate": Kind(lambda _: Surrogates(), laid_out=False, alters_words=False),
    # Before control characters are removed, which may be damaged quotation marks.
    "encoding": Kind(lambda _: Encoding(), laid_out=False),
    "escaped-markup": Kind(lambda _: EscapedMarkup(), laid_out=False, on_pages=False),
    "markup": Kind(lambda _: Markup(), laid_out=False, on_pages=False),
    # After the tags: "&lt;b&gt;" is no tag of this text, but one that it shows.
    "entity": Kind(lambda _: Entities(), laid_out=False, on_pages=False),
    "broken-entity": Kind(lambda _: BrokenEntities(), laid_out=False),
    "control": Kind(lambda _: Controls(), laid_out=False, alters_words=False),
    "zero-width": Kind(lambda _: ZeroWidth(), laid_out=False, alters_words=False),
    "soft-hyphen": Kind(lambda _: SoftHyphens(), laid_out=False, alters_words=False),
    "letter-form": Kind(lambda _: LetterForms(), laid_out=False, alters_words=False),
    # After the removals, which may bring a letter and its accent together.
    "nfc": Kind(lambda _: Composition(), laid_out=False, alters_words=False),
    "page-line": Kind(lambda _: PageLines(), laid_out=False),  # the layout takes form feeds
    "line-break": Kind(lambda _: LineBreaks()),  # hyphens at line ends are for the next
    "hyphenation": Kind(
        lambda profile: Hyphenation(
            profile.lexicon if profile else None, partial(load_language_model, "en")
        )
    ),
    "boilerplate": Kind(Boilerplate),
    "repeated-paragraph": Kind(lambda _: RepeatedParagraphs()),
    "credit": Kind(lambda _: Credits()),  # after the boilerplate that may follow a credit
    "full-stop": Kind(lambda _: FullStops()),
    # The last, because lines, tags and full stops would count as neighbours of its words.
    "glued-word": Kind(
        lambda profile: Splitter(profile.lexicon if profile else None),
        languages=frozenset({Splitter.language}),
    ),
}


# Sets by name. What may be content is removed by `safe` only where several documents of the source
# show that it is none, and marked otherwise; `all` also removes it on the evidence of one document.
# `none` changes nothing, except lone surrogates, which cannot be stored.
NONE, SAFE, ALL = "none", "safe", "all"
SETS: dict[str, tuple[str, ...]] = {
    NONE: ("surrogate",),
    SAFE: tuple(REPAIRS),
    ALL: tuple(REPAIRS),
}


def repair_steps(
    repairs: str | Iterable[str] = SAFE, profile: Profile | None = None
) -> tuple[Step, ...]:
    """A set of repairs, ready to run, with the profile of the source.

    `repairs`: one of `SETS`, or names of repairs in order, which then work as in `safe`.

    Raises:
        ConfigurationError: no set or repair has this name, or a name is there twice.
    """
    if isinstance(repairs, str) and repairs not in SETS:
        raise ConfigurationError(
            f"no set of repairs is called {repairs!r}; there are {', '.join(SETS)}, and lists of "
            f"names from {', '.join(REPAIRS)} (option `repairs` of the stage clean)"
        )
    names = SETS[repairs] if isinstance(repairs, str) else repairs
    steps: list[Step] = []
    seen: set[str] = set()
    for name in names:
        if name not in REPAIRS:
            raise ConfigurationError(
                f"no repair is called {name!r}; there are {', '.join(REPAIRS)} "
                "(option `repairs` of the stage clean)"
            )
        if name in seen:
            raise ConfigurationError(f"the repair {name!r} is twice in the stage clean's list")
        seen.add(name)
        kind = REPAIRS[name]
        steps.append(Step(kind.make(profile), kind, thorough=repairs == ALL))
    return tuple(steps)


def character_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that need neither layout nor language nor profile."""
    return tuple(step for step in steps if not step.kind.laid_out)


def page_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps for the text of a page."""
    return tuple(step for step in steps if step.kind.on_pages)


__all__ = [
    "NONE",
    "REPAIRS",
    "SAFE",
    "SETS",
    "Kind",
    "Repairer",
    "Step",
    "character_steps",
    "page_steps",
    "repair_steps",
]
