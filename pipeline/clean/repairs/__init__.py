"""The repairs of a text, each a small class of its own, and the order in which they run.

A new repair is a module here with a class like `Repairer`, and its place in `REPAIRS`.
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

    `version`: raised whenever it would repair a text otherwise than before.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def edits(self, text: str) -> list[Edit]: ...


class Kind(NamedTuple):
    """How a repairer is made, and what it needs.

    `make`: takes what is known of the source. `laid_out`: it wants white space in order.
    `languages`: it is for texts in these; empty = for all. `on_pages`: it runs on the text of a
    page too; what undoes markup does not, since a page was parsed already and the tags and
    entities that its text shows are its words. `alters_words`: the words that it takes away or
    alters are counted; not where the words are the same by Unicode's own rules.
    """

    make: Callable[[Profile | None], Repairer]
    laid_out: bool = True
    languages: frozenset[str] = frozenset()
    on_pages: bool = True
    alters_words: bool = True


class Step(NamedTuple):
    """A repairer at its place in the order.

    `thorough`: what it would take away by the evidence of one document alone goes as well.
    """

    repairer: Repairer
    kind: Kind
    thorough: bool = False


# In the order in which they run unless configured.
REPAIRS: dict[str, Kind] = {
    "surrogate": Kind(lambda _: Surrogates(), laid_out=False, alters_words=False),
    # Before the controls go: they are what is left of many a quotation mark.
    "encoding": Kind(lambda _: Encoding(), laid_out=False),
    "escaped-markup": Kind(lambda _: EscapedMarkup(), laid_out=False, on_pages=False),
    "markup": Kind(lambda _: Markup(), laid_out=False, on_pages=False),
    # Behind the tags: "&lt;b&gt;" is no tag of this text, but one that it shows.
    "entity": Kind(lambda _: Entities(), laid_out=False, on_pages=False),
    "broken-entity": Kind(lambda _: BrokenEntities(), laid_out=False),
    "control": Kind(lambda _: Controls(), laid_out=False, alters_words=False),
    "zero-width": Kind(lambda _: ZeroWidth(), laid_out=False, alters_words=False),
    "soft-hyphen": Kind(lambda _: SoftHyphens(), laid_out=False, alters_words=False),
    "letter-form": Kind(lambda _: LetterForms(), laid_out=False, alters_words=False),
    # Letter and accent may meet only when what stood between them has gone.
    "nfc": Kind(lambda _: Composition(), laid_out=False, alters_words=False),
    "page-line": Kind(lambda _: PageLines(), laid_out=False),  # the layout takes form feeds
    "line-break": Kind(lambda _: LineBreaks()),  # leaves hyphens at line ends to the next
    "hyphenation": Kind(
        lambda profile: Hyphenation(
            profile.lexicon if profile else None, partial(load_language_model, "en")
        )
    ),
    "boilerplate": Kind(Boilerplate),
    "repeated-paragraph": Kind(lambda _: RepeatedParagraphs()),
    "credit": Kind(lambda _: Credits()),  # behind the boilerplate that may follow a credit
    "full-stop": Kind(lambda _: FullStops()),
    # The last: what is left of a line, a tag or a full stop would count as its neighbour.
    "glued-word": Kind(
        lambda profile: Splitter(profile.lexicon if profile else None),
        languages=frozenset({Splitter.language}),
    ),
}


# Sets by name. What may be content is taken away by `safe` where more than one document of the
# source tells that it is none, and marked elsewhere; `all` takes it away on one document's evidence
# as well. `none` leaves in what it finds, but half a character is nothing that can be kept.
NONE, SAFE, ALL = "none", "safe", "all"
SETS: dict[str, tuple[str, ...]] = {
    NONE: ("surrogate",),
    SAFE: tuple(REPAIRS),
    ALL: tuple(REPAIRS),
}


def repair_steps(
    repairs: str | Iterable[str] = SAFE, profile: Profile | None = None
) -> tuple[Step, ...]:
    """A set of repairs, ready to run, with what is known of the source.

    `repairs`: one of `SETS`, or the names of repairs in their order, which are safe.

    Raises:
        ConfigurationError: a name that no set or repair has, or one that stands there twice.
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
            raise ConfigurationError(f"the repair {name!r} stands twice in the stage clean's list")
        seen.add(name)
        kind = REPAIRS[name]
        steps.append(Step(kind.make(profile), kind, thorough=repairs == ALL))
    return tuple(steps)


def character_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Those that take a text as it is: no layout, no language, no profile."""
    return tuple(step for step in steps if not step.kind.laid_out)


def page_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Those for a text that was taken out of a page."""
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
