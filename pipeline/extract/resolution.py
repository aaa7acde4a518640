"""Makes the entities of a document from a model's spans.

It repairs spans, finds missed mentions, chooses labels and joins forms of the same entity.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter

import msgspec

from pipeline.extract.acronyms import label_defined, short_forms
from pipeline.extract.bodies import with_lists
from pipeline.extract.canonical import Things, others_of, things
from pipeline.extract.capitals import in_normal_case
from pipeline.extract.case_names import with_judges, with_parties
from pipeline.extract.enumerations import beside
from pipeline.extract.evidence import is_sport, label_form
from pipeline.extract.firms import companies, is_partnership
from pipeline.extract.forms import Form, Found, collect
from pipeline.extract.gazetteer.kinds import PLACE
from pipeline.extract.gazetteer.matching import matches
from pipeline.extract.gazetteer.packaged import Packaged, is_common
from pipeline.extract.gazetteer.user import NONE, UserGazetteer
from pipeline.extract.headlines import without_headline_words
from pipeline.extract.hyphenated_places import with_hyphenated_places
from pipeline.extract.inverted import with_inverted
from pipeline.extract.joining import Groups, join
from pipeline.extract.keys import key
from pipeline.extract.labels import (
    NAMED,
    ORGANIZATION_LABEL,
    PERSON,
    PLACE_LABEL,
    VALUES,
    label_of,
)
from pipeline.extract.line_ends import LineEnds
from pipeline.extract.listed_people import with_listed_people
from pipeline.extract.listed_places import with_listed_places
from pipeline.extract.members import with_seats
from pipeline.extract.no_names import (
    Setting,
    is_no_name,
    likely,
    relabel,
    setting,
)
from pipeline.extract.office_country import office_of
from pipeline.extract.over_line_ends import over_line_ends
from pipeline.extract.particles import label_surnames, with_particles, with_suffixes
from pipeline.extract.roles import (
    is_post_nominal,
    is_title,
    on_bench,
    role_after,
    role_before,
)
from pipeline.extract.scan import capitalised, overlaps, scan, words
from pipeline.extract.slips import listed_acronym, parts, trimmed
from pipeline.extract.span import Span, value_mention
from pipeline.extract.surnames import Surnames
from pipeline.extract.unsure import is_unsure
from pipeline.extract.whole_names import with_whole_names
from pipeline.extract.words import INTO, ORGANIZATION_ENDS
from pipeline.records import Entities, Entity, Mention

# Each name is searched in the whole text; documents with more are lists, in which models do well.
MOST = 500
_start, _place, _first = attrgetter("start"), attrgetter("start", "end"), itemgetter(0)
_AFTER_NAMES = frozenset(" ,")  # between a name and a role after it
_OWNER = re.compile(r"(?:['’]s|(?<=s)['’])\s+(?=[A-Z])")


def resolve(
    text: str,
    spans: Iterable[Span],
    known: Packaged,
    user: UserGazetteer = NONE,
) -> Entities:
    """The mentions and entities of a text in which a model found these spans.

    `user`: a gazetteer whose matches take precedence.
    """
    values: list[Mention] = []
    found: list[Found] = []
    line_ends = LineEnds(text)
    for begin, finish, model_label, margin in spans:
        label = label_of(model_label)
        if label in VALUES:
            if made := value_mention(text, begin, finish, label):
                values.append(made)
            continue
        lines = [(begin, finish)]
        if "\n" in text[begin:finish]:
            lines = [*line_ends.cut(text, begin, finish)]
            if "\n\n" in text[begin:finish]:
                margin = 0.0  # it was that of a heading and of what is below as one
        for start, end in lines:
            if text[start - 2 : start] == ", " and is_post_nominal(text[start:end]):
                continue  # only the letters after a name ("Lena Ortiz, M.D.")
            firm = label == PERSON and is_partnership(text[start:end], known)
            names = parts(text[start:end], ORGANIZATION_LABEL if firm else label)
            names = names or listed_acronym(text, start, end, label)
            for first, last, role, told in names:
                if len(lines) == 1 or not is_common(text[start + first : start + last], known):
                    found.append(Found(start + first, start + last, told, role, "", margin))
    with_particles(text, found)
    with_suffixes(text, found)
    found = with_hyphenated_places(text, found, known)
    if "\n" in text:
        found = over_line_ends(text, found, known, line_ends)
    found = companies(text, found)
    found = with_inverted(text, without_headline_words(text, found, known, line_ends), known)
    of_text = words(text)
    capitals = capitalised(of_text)
    of = setting(text, of_text, capitals)
    if of.cited:
        found = with_parties(text, found, known)
    if of.judged:
        found = with_judges(found, of.judged)
    found = with_listed_people(text, found, of_text, known)
    found = with_whole_names(text, with_listed_places(text, found, of_text), line_ends)
    found = with_seats(text, found)
    found = with_lists(text, likely(text, found, of), known)
    if user.entries:
        found = with_matches(found, matches(text, user, of_text))
    forms = collect(text, found, known.kinds, user.entries)
    if owned := _owned(text, found, forms, known):
        found, forms = owned, collect(text, owned, known.kinds, user.entries)
    _label(text, forms, known, is_sport(of_text, forms.values()), of)
    covered = sorted([(m.start, m.end) for m in found])
    more = likely(
        text, scan(text, covered, _surfaces(forms.values()), known, of_text, capitals), of
    )
    if values and more:
        taken = sorted([(m.start, m.end) for m in more])
        values = [value for value in values if not overlaps(value, taken)]
    if more:
        for form in collect(text, more, known.kinds, user.entries, forms).values():
            form.label = form.label or form.mentions[0].label
    typed = _parted(text, forms.values(), known)
    meant = things(text, typed, known)
    groups = join(text, typed, meant, known.given)
    return entities_of(text, typed, groups, meant, values)


def with_mentions(entities: Entities, mentions: Sequence[Mention]) -> Entities:
    """The same with other mentions; entities without any are removed."""
    counts: dict[tuple[str, str], int] = {}
    for mention in mentions:
        name = mention.label, mention.entity
        counts[name] = counts.get(name, 0) + 1
    kept = []
    for entity in entities.entities:
        count = counts.get((entity.label, entity.name))
        if count == entity.count:
            kept.append(entity)  # the usual case, for speed
        elif count:
            kept.append(msgspec.structs.replace(entity, count=count))
    return msgspec.structs.replace(entities, mentions=tuple(mentions), entities=tuple(kept))


def with_matches(found: Sequence[Found], matched: Sequence[Found]) -> list[Found]:
    """The user's matches, and those mentions of the model that overlap none of them.

    Where a match is a part of a longer name ("Paris" in "Paris Hilton"), the name stays.
    """
    longer = sorted((m.start, m.end) for m in found if _holds_one(m, matched))
    kept = [match for match in matched if not overlaps(match, longer)]
    offsets = [(match.start, match.end) for match in kept]
    return kept + [mention for mention in found if not overlaps(mention, offsets)]


def _holds_one(mention: Found, matched: Sequence[Found]) -> bool:
    after = bisect_left(matched, mention.end, key=lambda m: m.start)
    if not after:
        return False
    match = matched[after - 1]
    longer = mention.end - mention.start > match.end - match.start
    return longer and mention.start <= match.start and match.end <= mention.end


def _owned(
    text: str, found: Sequence[Found], forms: Mapping[str, Form], known: Packaged
) -> list[Found]:
    """ "Sony's Computer Entertainment" as two, where the owner is known; [] if there is none."""
    made: list[Found] = []
    if "'" not in text and "’" not in text:
        return made
    for mention in found:
        owner = _OWNER.search(text, mention.start, mention.end)
        name = key(text[mention.start : owner.start()]) if owner else ""
        if owner and (name in forms or name in known.sure or _is_body(name)):
            made.append(Found(mention.start, owner.start(), mention.label, mention.role))
            begin, end = trimmed(text, owner.end(), mention.end)
            if begin < end:
                made.append(Found(begin, end, mention.label))
        else:
            made.append(mention)
    return made if len(made) > len(found) else []


def _is_body(name: str) -> bool:
    """Whether the key of a name of several words ends as a body's: "Stanford University"."""
    first, _, last = name.rpartition(" ")
    return bool(first) and last in ORGANIZATION_ENDS


def _label(text: str, forms: dict[str, Form], known: Packaged, sport: bool, of: Setting) -> None:
    """Give every form the label with the most evidence, and remove those that are no names."""
    for form in forms.values():
        for mention in form.mentions:
            if not mention.role:
                mention.role = role_before(text, mention.start)
            if not mention.role and text[mention.end : mention.end + 1] in _AFTER_NAMES:
                if mention.label == PERSON:
                    mention.role = role_after(text, mention.end)
                if of.benches and not mention.role:
                    mention.role = on_bench(text, mention.end)
            if mention.role and is_title(mention.role):
                form.titled = True
    surnames = Surnames(forms.values(), known.given)
    for form in forms.values():
        form.label = label_form(text, form, sport, surnames, known)
    for form, label in [*beside(text, forms.values())]:
        if label != form.label:
            form.label = label_form(text, form, sport, surnames, known, label)
    for form in forms.values():
        relabel(text, form, of)
    label_surnames(forms.values())
    if "(" in text:
        label_defined(text, forms)
    people = Surnames([form for form in forms.values() if form.label == PERSON], known.given)
    in_longer = {word for form in forms.values() if len(form.words) > 1 for word in form.words}
    doubtful = [
        form
        for form in forms.values()
        if is_no_name(text, form, of, people, in_longer, known)
        or is_unsure(text, form, of, people, known)
    ]
    for form in doubtful:
        del forms[form.key]
    if "(" in text and not of.technical:
        # "Immigration and Customs Enforcement (ICE)" although "ice" is a word.
        bodies = [form for form in doubtful if form.label == ORGANIZATION_LABEL]
        forms.update((form.key, form) for form in short_forms(text, bodies, forms))


def _surfaces(forms: Iterable[Form]) -> dict[str, str]:
    """The names to search in the rest of the text, with their labels."""
    surfaces: dict[str, str] = {}
    for form in forms:
        if form.label not in NAMED:
            continue
        if len(surfaces) >= MOST:
            break
        for surface in form.surfaces:
            surfaces.setdefault(surface, form.label)
        if form.label == PERSON and len(form.words) > 1:
            last = form.surface.split()[-1]
            if len(last) > 2 and last[0].isupper():
                surfaces.setdefault(last, PERSON)
    return surfaces


def _parted(text: str, forms: Iterable[Form], known: Packaged) -> list[Form]:
    """The forms; one with mentions of both a person and a place is divided in two.

    In "Denzel Washington arrived in Washington" each mention is judged by itself.
    """
    parted = [*forms]
    if not any(map(_may_be_two, parted)):
        return parted
    people = Surnames([form for form in parted if form.label == PERSON], known.given)
    parted = []
    for form in forms:
        parted.append(form)
        if not _may_be_two(form):
            continue
        # A first name that is a place ("Paris") is the place, unless most speaks for the person.
        if form.key not in people.last and not (form.key in people.first and form.label == PERSON):
            continue
        places = [m for m in form.mentions if m.label == PLACE_LABEL and _is_in_place(text, m)]
        if places and len(places) < len(form.mentions):
            parted.append(_taken_out(text, form, places))
    return parted


def _may_be_two(form: Form) -> bool:
    return (
        bool(form.kind & PLACE) and len(form.mentions) > 1 and form.label in (PERSON, PLACE_LABEL)
    )


def _taken_out(text: str, form: Form, places: list[Found]) -> Form:
    surface = text[places[0].start : places[0].end]
    other = Form(form.key, surface, form.kind)
    other.label = PLACE_LABEL
    for mention in places:
        other.add(mention, surface)
    form.label = PERSON
    gone = set(map(id, places))
    form.mentions = [m for m in form.mentions if id(m) not in gone]
    return other


def _is_in_place(text: str, mention: Found) -> bool:
    if text.startswith(("'s ", "’s "), mention.end):
        return False  # "in Gillette's car"
    before = text[max(0, mention.start - 12) : mention.start].split()[-1:]
    return bool(before) and (before[0] in INTO or before[0] == "of")


def entities_of(
    text: str,
    forms: Sequence[Form],
    groups: Groups,
    meant: Things,
    values: Sequence[Mention],
) -> Entities:
    """The records, in the order of the text. `meant`: what names mean across documents."""
    members: dict[int, list[Form]] = {}
    for form in forms:
        members.setdefault(id(groups.of(form)), []).append(form)
    mentions = [*values]
    entities: list[tuple[int, Entity]] = []
    for same in members.values():
        best = _best(same)
        entry = groups.of(best).entry
        name = entry.name if entry else in_normal_case(best)
        found = best.mentions if len(same) == 1 else [m for form in same for m in form.mentions]
        if len(found) > 1:
            found = sorted(found, key=_start)
        label = best.label
        thing = None if entry else meant.get((label, best.key))
        canonical = thing.name if thing and thing.name != name else ""
        surfaces = () if label == PERSON else [s for form in same for s in form.surfaces]
        roles: dict[str, None] = {}
        country = thing.country if thing else None
        if label == PERSON:
            roles = {m.role: None for m in found if m.role}
            if office := office_of(text, found):
                country = office.country
                roles = roles or {office.role: None}
        entity = Entity(
            key(name) if entry else thing.key if thing else best.key,
            name,
            label,
            len(found),
            tuple(roles),
            (entry.id or None) if entry else None,
            canonical or None,
            others_of(thing, name, surfaces),
            country,
        )
        entities.append((found[0].start, entity))
        mentions += [Mention(m.start, m.end, label, text[m.start : m.end], name) for m in found]
    mentions.sort(key=_place)
    entities.sort(key=_first)
    return Entities(tuple(mentions), tuple(entity for _, entity in entities))


def _best(forms: Sequence[Form]) -> Form:
    """The form that gives the entity its name: the longest, of equals the most frequent."""
    if len(forms) == 1:
        return forms[0]
    return max(forms, key=lambda f: (len(f.words), len(f.key), len(f.mentions)))
