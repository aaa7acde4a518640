"""Runs spaCy's named entity recogniser without the other components, as fast as possible."""

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from pipeline.errors import ConfigurationError
from pipeline.extract.languages import (
    ENGLISH,
    NAMES,
    SPACY_ENGLISH,
    english_file,
    network_file,
)
from pipeline.extract.pieces import groups
from pipeline.extract.rules import NO_RULES, Rules
from pipeline.extract.span import Span

if TYPE_CHECKING:  # numpy, like spaCy, is loaded with a model only
    from pipeline.extract.cnn import CnnRecogniser

_log = logging.getLogger(__name__)

# The other components of spaCy's trained pipelines, which names do not need.
_NOT_NEEDED = ["tok2vec", "tagger", "morphologizer", "parser", "senter", "attribute_ruler",
               "lemmatizer", "trainable_lemmatizer"]  # fmt: skip
# The words of a model's training texts, 16 MB in memory. Those of a text are added as it is read.
_STRINGS = "strings"

# Characters that the fast path takes at once: 15,000 tokens and 6 MB.
_FAST_GROUP = 75_000


class Recogniser:
    """The NER of one model: an installed package, or `ENGLISH`, docmill's own.

    `network`: the one of `docmill-names` that is meant.

    `path`: "numpy" for docmill's own run of the network, or "spacy" for `nlp.pipe`. The latter is
    used with rules of the user, for other architectures, and for a model whose self-test finds a
    difference; `why` says which. `by_blanks`: whether its language separates words by blanks.

    Raises:
        ConfigurationError: the package is missing or has no NER of its own.
    """

    def __init__(self, package: str, rules: Rules = NO_RULES, network: str = "") -> None:
        from spacy.tokenizer import Tokenizer
        from thinc.api import NumpyOps

        self._nlp = load_pipeline(package, network)
        # numpy's OpenBLAS has kernels for newer processors than thinc's BLIS: 1.3 times the speed,
        # the same entities.
        if rules.rules:
            self._add(rules)
        ops = NumpyOps(use_blis=False)
        for node in cast(Any, self._nlp.get_pipe("ner")).model.walk():
            node.ops = ops
        # Chinese, Japanese and Thai have tokenizers of their own.
        self.by_blanks = type(self._nlp.tokenizer) is Tokenizer
        self._fast, self.why = _fast(self._nlp, rules)
        self.path = "numpy" if self._fast else "spacy"
        if self._fast:
            self._nlp.remove_pipe("ner")  # its weights are in memory in another form now
        if self.why and not rules.rules:
            _log.warning("the model %s runs on spaCy, slower: %s", package, self.why)

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
        if self._fast:
            for group in groups(texts, _FAST_GROUP):
                found += self._fast.spans(group)
            return found
        for group in groups(texts):
            # Outside a memory zone spaCy keeps every string.
            with self._nlp.memory_zone():
                for doc in self._nlp.pipe(group, batch_size=len(group)):
                    found.append([Span(e.start_char, e.end_char, e.label_) for e in doc.ents])
        return found


def load_pipeline(package: str, network: str = "") -> Any:
    """The spaCy pipeline of a model, with its NER alone.

    Raises:
        ConfigurationError: the model is missing or has no NER of its own.
    """
    import spacy

    from pipeline.extract.cnn.network_file import fill, read

    try:
        if package == NAMES:
            return read(network_file(network))
        own = package == ENGLISH
        nlp = spacy.load(SPACY_ENGLISH if own else package, exclude=[*_NOT_NEEDED, _STRINGS])
        nlp.get_pipe("ner")
        if own:
            fill(nlp, english_file())
        return nlp
    except (OSError, KeyError, ValueError) as error:
        raise ConfigurationError(
            f"the model {f'{package} {network}'.strip()!r} cannot be used for names: {error}; "
            "install the package or name another in the extract stage's `models`"
        ) from error


def _fast(nlp: Any, rules: Rules) -> "tuple[CnnRecogniser | None, str]":
    """docmill's own run of a model, or None and the reason why spaCy has to run it."""
    from pipeline.extract.cnn import CnnRecogniser, UnsupportedModel, disagreement

    if rules.rules:
        return None, "the extract stage has `rules`"
    try:
        fast = CnnRecogniser(nlp)
    except UnsupportedModel as error:
        return None, str(error)
    if difference := disagreement(nlp, fast):
        return None, difference
    return fast, ""
