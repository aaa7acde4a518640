"""Entities of a text whose spans are given by hand, without a model."""

import re

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.gazetteer.user import NONE, UserGazetteer
from pipeline.extract.resolution import resolve
from pipeline.extract.span import Span
from pipeline.records import Entities

_MARKED = re.compile(r"\[\[(\w+) (.+?)\]\]", re.DOTALL)


def resolved(text: str, *found: str, user: UserGazetteer = NONE) -> Entities:
    """The entities of a text; `found` are "LABEL surface", one after the other in the text."""
    spans, place = [], 0
    for span in found:
        label, surface = span.split(" ", 1)
        start = text.index(surface, place)
        place = start + len(surface)
        spans.append(Span(start, place, label))
    return resolve(text, spans, packaged(), user)


def named(found: Entities, label: str) -> list[str]:
    """The names of one label, in the order of the text."""
    return [entity.name for entity in found.entities if entity.label == label]


def found(marked: str) -> Entities:
    """The entities of a text in which a model marked names as `[[LABEL surface]]`."""
    text, spans, done = "", [], 0
    for mark in _MARKED.finditer(marked):
        text += marked[done : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        done = mark.end()
    return resolve(text + marked[done:], spans, packaged())


def names(marked: str) -> list[tuple[str, str]]:
    """Label and name of each entity."""
    return [(entity.label, entity.name) for entity in found(marked).entities]
