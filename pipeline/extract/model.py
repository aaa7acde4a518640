"""spaCy's named entity recogniser, alone and tuned."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from pipeline.errors import ConfigurationError
from pipeline.extract.pieces import groups
from pipeline.extract.rules import NO_RULES, Rules

# The rest of spaCy's trained pipelines, which finding names does without.
_NOT_NEEDED = ["tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler",
               "lemmatizer", "trainable_lemmatizer"]  # fmt: skip


# Without white space or a letter in between, spaCy's tokenizer takes quadratic time: 10 s for 8,000
# brackets. No name is in such runs.
_ENDLESS = re.compile(r"[!-~]{500,}|[^\w\s]{100,}")


class Span(NamedTuple):
    """What a model found: character offsets in the text it was given, and its own label."""

    start: int
    end: int
    label: str


class Recogniser:
    """The NER of one installed model package.

    Raises `ConfigurationError` when the package is missing or has no NER of its own.
    """

    def __init__(self, package: str, rules: Rules = NO_RULES) -> None:
        import spacy
        from thinc.api import NumpyOps

        try:
            self._nlp = spacy.load(package, exclude=_NOT_NEEDED)
            network = cast(Any, self._nlp.get_pipe("ner")).model
        except (OSError, KeyError) as error:
            raise ConfigurationError(
                f"the model {package!r} cannot be used for names: {error}; install the package "
                "or name another in the extract stage's `models`"
            ) from error
        # numpy's OpenBLAS has kernels for newer processors than the BLIS that thinc brings:
        # 1.3 times the speed, the same entities.
        if rules.rules:
            self._add(rules)
        ops = NumpyOps(use_blis=False)
        for node in network.walk():
            node.ops = ops

    def _add(self, rules: Rules) -> None:
        ruler = cast(Any, self._nlp).add_pipe("entity_ruler", **{rules.order: "ner"})
        try:
            ruler.add_patterns([{"label": r.label, "pattern": r.pattern} for r in rules.rules])
        except ValueError as error:
            raise ConfigurationError(
                f"spaCy does not take the extract stage's `rules`: {error}; mend the file"
            ) from error

    def spans(self, texts: Iterable[str]) -> list[list[Span]]:
        """The spans of each text, in order; no text may be longer than spaCy's `nlp.max_length`."""
        found: list[list[Span]] = []
        for group in groups(map(_bounded, texts)):
            # Strings that spaCy comes across are kept for good outside of a memory zone.
            with self._nlp.memory_zone():
                for doc in self._nlp.pipe(group, batch_size=len(group)):
                    found.append([Span(e.start_char, e.end_char, e.label_) for e in doc.ents])
        return found


def _bounded(text: str) -> str:
    """The text with endless runs blanked out; everything else keeps its place."""
    return _ENDLESS.sub(lambda run: " " * len(run.group()), text)
