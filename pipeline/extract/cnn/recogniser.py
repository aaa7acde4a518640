"""Finds the entities of texts: tokens, network, transitions."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipeline.extract.cnn.encoder import BLOCK, Encoder
from pipeline.extract.cnn.frequent_words import frequent_words
from pipeline.extract.cnn.lexemes import Lexemes
from pipeline.extract.cnn.structure import UnsupportedModel, read_network
from pipeline.extract.cnn.tokens import Tape, Tokens
from pipeline.extract.cnn.transitions import Entity, Starts, Transitions
from pipeline.extract.span import Span


class CnnRecogniser:
    """The NER of a loaded spaCy pipeline that has no other component.

    Raises:
        UnsupportedModel: the model cannot be run exactly as spaCy does.
    """

    def __init__(self, nlp: Any) -> None:
        from spacy.tokenizer import Tokenizer

        if nlp.pipe_names != ["ner"]:
            raise UnsupportedModel(f"its pipeline is {', '.join(nlp.pipe_names)}")
        if type(nlp.tokenizer) is not Tokenizer:
            raise UnsupportedModel(f"its tokenizer is a {type(nlp.tokenizer).__name__}")
        if any(case.split() and " ".join(case.split()) != case for case in nlp.tokenizer.rules):
            raise UnsupportedModel("its tokenizer has special cases with white space but blanks")
        network = read_network(nlp.get_pipe("ner"))
        width = len(network.encoder[0].bias)
        self._lexemes = Lexemes(network.embed, width)
        self._tokens = Tokens(nlp, network.columns, self._lexemes)
        self._tokens.know(frequent_words(nlp.lang, nlp.path))
        self._encoder = Encoder(network.encoder)
        self._transitions = Transitions(network, self._encoder.shift)

    def spans(self, texts: Sequence[str]) -> list[list[Span]]:
        """The entities of each text, in order."""
        tape = self._tokens.tape(texts, gap=self._encoder.reach)
        found: list[list[Span]] = [[] for _ in texts]
        entities = self._entities(tape)
        firsts = [entity.first for entity in entities]
        lasts = [entity.last for entity in entities]
        of = np.searchsorted(tape.begins, firsts, side="right") - 1
        starts, ends = tape.starts[firsts], tape.ends[lasts]
        labels = self._transitions.labels
        for text, start, end, entity in zip(
            of.tolist(), starts.tolist(), ends.tolist(), entities, strict=True
        ):
            found[text].append(Span(start, end, labels[entity.label], entity.margin))
        return found

    def _entities(self, tape: Tape) -> list[Entity]:
        reach = self._encoder.reach
        vectors = np.empty((len(tape.rows), self._lexemes.vectors.shape[1]), np.float32)
        starts = Starts(np.empty(len(tape.rows), np.intp), np.empty(len(tape.rows), np.float32))
        blank = self._lexemes.blank[tape.rows]
        padded = np.pad(tape.rows, reach)
        for begin in range(0, len(tape.rows), BLOCK):
            block = slice(begin, begin + BLOCK)
            around = padded[begin : begin + BLOCK + 2 * reach]
            self._encoder(self._lexemes.vectors[around], vectors[block])
            of_block = self._transitions.starts(vectors[block], blank[block], tape.final[block])
            starts.moves[block], starts.margins[block] = of_block
        return self._transitions.entities(vectors, starts, tape.final)
