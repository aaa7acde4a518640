"""From a model's spans to a document's entities: repairs, missed mentions, types, joining."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pipeline.extract.evidence import (
    NAMED,
    PERSON,
    PLACE_LABEL,
    Surnames,
    is_sport,
    is_titled,
    label_form,
)
from pipeline.extract.forms import Form, Found, collect
from pipeline.extract.gazetteer.kinds import PLACE
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.joining import Groups, join
from pipeline.extract.keys import key
from pipeline.extract.labels import VALUES, label_of
from pipeline.extract.mentions import mention as value_mention
from pipeline.extract.model import Span
from pipeline.extract.scan import overlaps, scan
from pipeline.extract.slips import parts, trimmed
from pipeline.extract.words import INTO
from pipeline.records import Entities, Entity, Mention

_LOWER_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_OWNER = re.compile(r"(?:['’]s|(?<=s)['’])\s+(?=[A-Z])")


def resolve(text: str, spans: Iterable[Span], known: Packaged) -> Entities:
    """The mentions and entities of a text in which a model found these spans."""
    values: list[Mention] = []
    found: list[Found] = []
    for span in spans:
        label = label_of(span.label)
        if label in VALUES:
            if made := value_mention(text, span.start, span.end, span.label):
                values.append(made)
            continue
        for part in parts(text[span.start : span.end], label == PERSON):
            found.append(Found(span.start + part.start, span.start + part.end, label, part.role))
    forms = collect(text, found, known.kinds)
    if owned := _owned(text, found, forms, known):
        found, forms = owned, collect(text, owned, known.kinds)
    lower_words = set(_LOWER_WORD.findall(text))
    covered = sorted((m.start, m.end) for m in found)
    more = scan(text, covered, _surfaces(forms.values()), known, lower_words)
    taken = sorted((m.start, m.end) for m in more)
    values = [value for value in values if not overlaps(value, taken)]
    collect(text, more, known.kinds, forms)
    typed = _typed(text, list(forms.values()), known, is_sport(lower_words))
    return _entities(text, typed, join(text, typed, known.canonical, known.given), known, values)


def _owned(
    text: str, found: Sequence[Found], forms: Mapping[str, Form], known: Packaged
) -> list[Found]:
    """ "Sony's Computer Entertainment" parted, where the owner is known; [] if there is none."""
    made: list[Found] = []
    for mention in found:
        owner = _OWNER.search(text, mention.start, mention.end)
        name = key(text[mention.start : owner.start()]) if owner else ""
        if owner and (name in forms or name in known.sure):
            made.append(Found(mention.start, owner.start(), mention.label, mention.role))
            begin, end = trimmed(text, owner.end(), mention.end)
            if begin < end:
                made.append(Found(begin, end, mention.label))
        else:
            made.append(mention)
    return made if len(made) > len(found) else []


def _surfaces(forms: Iterable[Form]) -> dict[str, str]:
    """The names to look for in the rest of the text, with the label of the first mention."""
    surfaces: dict[str, str] = {}
    for form in forms:
        label = form.mentions[0].label
        if label not in NAMED:
            continue
        for surface in form.surfaces:
            surfaces.setdefault(surface, label)
        if label == PERSON and len(form.words) > 1:
            last = form.surface.split()[-1]
            if len(last) > 2 and last[0].isupper():
                surfaces.setdefault(last, PERSON)
    return surfaces


def _typed(text: str, forms: list[Form], known: Packaged, sport: bool) -> list[Form]:
    """The forms with their labels, and two of one that names a person and a place."""
    for form in forms:
        form.titled = any(is_titled(text, mention) for mention in form.mentions)
    surnames = Surnames(forms, known.given)
    typed: list[Form] = []
    for form in forms:
        form.label = label_form(text, form, sport, surnames, known.given)
        typed.append(form)
        if (
            form.kind & PLACE
            and len(form.words) == 1
            and form.label in (PERSON, PLACE_LABEL)
            and (form.key in surnames.last or form.key in surnames.first)
            and (other := _parted(text, form))
        ):
            typed.append(other)
    return typed


def _parted(text: str, form: Form) -> Form | None:
    """A form of those mentions that speak of the place, or the person, that the form is not.

    "Denzel Washington arrived in Washington": here each mention is judged by itself.
    """
    places = [m for m in form.mentions if _is_in_place(text, m)]
    if not places or len(places) == len(form.mentions):
        return None
    rest = [m for m in form.mentions if m not in places]
    form.label, form.mentions = PERSON, rest
    other = Form(form.key, text[places[0].start : places[0].end], form.kind)
    other.label, other.mentions = PLACE_LABEL, places
    other.surfaces = {text[places[0].start : places[0].end]: len(places)}
    return other


def _is_in_place(text: str, mention: Found) -> bool:
    before = text[max(0, mention.start - 12) : mention.start].split()[-1:]
    return bool(before) and before[0].casefold() in INTO


def _entities(
    text: str, forms: Sequence[Form], groups: Groups, known: Packaged, values: list[Mention]
) -> Entities:
    """The records, in the order of the text."""
    members: dict[int, list[Form]] = {}
    for form in forms:
        members.setdefault(id(groups.of(form)), []).append(form)
    mentions = values
    entities: list[tuple[int, Entity]] = []
    for same in members.values():
        best = _best(same)
        name = " ".join(best.surface.split())
        found = sorted((m for form in same for m in form.mentions), key=lambda m: m.start)
        roles = dict.fromkeys(m.role for m in found if m.role)
        canonical = known.canonical.get(best.key, best.key)
        entity = Entity(canonical, name, best.label, len(found), tuple(roles))
        entities.append((found[0].start, entity))
        mentions.extend(
            Mention(m.start, m.end, best.label, text[m.start : m.end], name) for m in found
        )
    mentions.sort(key=lambda m: (m.start, m.end))
    entities.sort(key=lambda pair: pair[0])
    return Entities(tuple(mentions), tuple(entity for _, entity in entities))


def _best(forms: Sequence[Form]) -> Form:
    """The form whose name the entity has: the longest, of equals the most frequent."""
    if len(forms) == 1:
        return forms[0]
    return max(forms, key=lambda f: (len(f.words), len(f.key), len(f.mentions)))
