"""Joins the forms of a document that are names of the same thing.

Forms are joined only if they have the same label, and only where exactly one other form matches:
two people who share a surname stay two, and their surname alone is a third form.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.extract.acronyms import SURE, defined, initials, is_acronym
from pipeline.extract.canonical import Things
from pipeline.extract.forms import Form
from pipeline.extract.gazetteer.kinds import CLUB
from pipeline.extract.gazetteer.user import Entry
from pipeline.extract.labels import PERSON, PLACE_LABEL
from pipeline.extract.words import FEMININE, GENERIC, MASCULINE

# Before the first name of somebody who has them: "Sir Alan" is "Sir Alan Peake".
_OF_FIRST_NAMES = frozenset({"sir", "dame"})
_FEMALE, _MALE = 0.9, 0.1  # shares of women among people with a given name
# Names of countries that a writer may tell from the state: they meet it across documents only.
_APART = frozenset({"britain", "great britain", "america"})
# "United" for "Manchester United".
_TEAM_ENDS = frozenset({"united", "city", "rovers", "wanderers", "albion", "athletic", "villa"})
# "Finance Committee" is the "Committee on Finance", "Senate Finance Committee" the Senate's.
_CHAMBERS = frozenset({"house", "senate"})
_INVERTED = frozenset({"committee", "subcommittee", "department", "ministry", "bureau"})


class Groups:
    """Groups of forms (union-find)."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._parent = {id(form): form for form in forms}

    def of(self, form: Form) -> Form:
        """The form that represents the group."""
        while (parent := self._parent[id(form)]) is not form:
            # Path halving, for later calls.
            above = self._parent[id(form)] = self._parent[id(parent)]
            form = above
        return form

    def join(self, form: Form, other: Form) -> None:
        """Join two groups; the second one's form represents both."""
        self._parent[id(self.of(form))] = self.of(other)


def join(text: str, forms: list[Form], meant: Things, given: Mapping[str, float]) -> Groups:
    """The groups of forms, one for each entity; the forms have their labels already."""
    groups = Groups(forms)
    by_label: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        by_label[form.label].append(form)
    for label, same in by_label.items():
        if len(same) < 2:
            continue
        _join_entries(groups, same)
        if label == PERSON:
            _join_people(groups, same, given)
        else:
            _join_aliases(groups, same, meant)
            if label != PLACE_LABEL:
                _join_organizations(text, groups, same)
    return groups


def _join_entries(groups: Groups, forms: Iterable[Form]) -> None:
    known: dict[Entry, Form] = {}
    for form in forms:
        if form.entry:
            groups.join(form, known.setdefault(form.entry, form))


def _join_aliases(groups: Groups, forms: list[Form], meant: Things) -> None:
    known: dict[str, Form] = {}
    for form in forms:
        thing = meant.get((form.label, form.key))
        name = thing.key if thing and form.key not in _APART else form.key
        if name in known:
            _join_two(groups, form, known[name])
        else:
            known[name] = form


def _join_organizations(text: str, groups: Groups, forms: list[Form]) -> None:
    keys = {form.key: form for form in forms}
    for short, long in defined(text, forms).items():
        _join_two(groups, keys[short], keys[long])
    beginnings: dict[tuple[str, ...], set[int]] = defaultdict(set)
    of_letters: dict[str, set[int]] = defaultdict(set)
    ends: dict[str, set[int]] = defaultdict(set)
    clubs = {f.key for f in forms if f.kind & CLUB and len(f.words) == 1 and f.key[-1] == "s"}
    turned: dict[tuple[str, tuple[str, ...]], Form] = {}
    for number, form in enumerate(forms):
        words = form.words
        if len(words) < 2:
            continue
        for cut in range(1, len(words)):
            beginnings[words[:cut]].add(number)
        if words[-1] in _INVERTED:
            turned.setdefault((words[-1], words[:-1]), form)
        for letters in {*initials(words)}:
            of_letters[letters].add(number)
        if words[-1] in _TEAM_ENDS or words[-1] in clubs:
            ends[words[-1]].add(number)
    for form in forms:
        if other := turned.get(_turned(form.words)) if turned else None:
            _join_two(groups, other, form)
        longer = beginnings.get(form.words, set())
        fitting = {n for n in longer if forms[n].words[len(form.words)] in GENERIC}
        if fitting != longer:  # "Sony" with both "Sony Music" and "Sony Group" is neither
            fitting = set()
        fitting = fitting or ends.get(form.key, set())
        if not fitting and len(form.key) >= SURE and is_acronym(form.surface):
            fitting = of_letters.get(form.key, set())
        if fitting:
            _join_only(groups, form, [forms[number] for number in fitting])


def _turned(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A body's kind and subject: "committee" and "finance"; a chamber is of the subject."""
    chamber = words[:1] if words[0] in _CHAMBERS and len(words) > 1 else ()
    words = words[len(chamber) :]
    subject = _subject(words)
    return words[0], chamber + subject if subject else ()


def _subject(words: tuple[str, ...]) -> tuple[str, ...]:
    """What comes after "of" or "on": of "Committee on Finance" it is "Finance"."""
    rest = words[2:] if len(words) > 2 and words[1] in ("of", "on", "for") else ()
    return rest[1:] if rest[:1] == ("the",) else rest


def _join_only(groups: Groups, form: Form, fitting: list[Form]) -> None:
    """Join a form with those that match it, if these are one group."""
    if fitting and len({id(groups.of(other)) for other in fitting}) == 1:
        _join_two(groups, form, fitting[0])


def _join_two(groups: Groups, form: Form, other: Form) -> None:
    """Join two forms, unless the user's gazetteer has them as two things.

    The form that represents a group has the group's entry, if there is one.
    """
    entry, of_other = groups.of(form).entry, groups.of(other).entry
    if entry is None or entry == of_other:
        groups.join(form, other)
    elif of_other is None:
        groups.join(other, form)


def _join_people(groups: Groups, forms: list[Form], given: Mapping[str, float]) -> None:
    full = [form for form in forms if len(form.words) > 1]
    by_ends: dict[tuple[str, str], list[Form]] = defaultdict(list)
    for form in full:
        by_ends[form.words[0], form.words[-1]].append(form)
    for same in by_ends.values():
        if len(same) > 1:
            _join_full(groups, same)
    by_surname: dict[tuple[str, ...], list[Form]] = defaultdict(list)
    by_first: dict[str, list[Form]] = defaultdict(list)
    for form in full:
        by_first[form.words[0]].append(form)
        for words in {form.words, form.name_words}:
            for cut in range(1, len(words)):
                by_surname[words[cut:]].append(form)
    for form in forms:
        if fitting := [f for f in by_surname.get(form.words, ()) if f is not form]:
            if _may_be_any(form, fitting, given):
                _join_only(groups, form, fitting)
        elif len(form.words) == 1 and (not form.titled or _is_of_first_name(form)):
            _join_only(groups, form, by_first.get(form.key, []))


def _is_of_first_name(form: Form) -> bool:
    """Whether all titles of a form are such as stand before first names, too: "Sir Alan"."""
    return all(m.role.casefold() in _OF_FIRST_NAMES for m in form.mentions if m.role)


def _join_full(groups: Groups, forms: list[Form]) -> None:
    """Join names with the same first and last word: "George Bush" with one "George W Bush"."""
    longest = sorted(forms, key=lambda form: -len(form.words))
    by_beginning: dict[tuple[str, ...], list[Form]] = defaultdict(list)
    for form in longest:
        # Of names of more words than the beginning with a last word has.
        for cut in range(1, len(form.words) - 1):
            by_beginning[form.words[:cut]].append(form)
    for form in longest:
        _join_only(groups, form, by_beginning.get(form.words[:-1], []))


def _may_be_any(form: Form, others: Iterable[Form], given: Mapping[str, float]) -> bool:
    """Whether a surname's titles ("Mrs Blair") agree with the first names of all full names."""
    if not form.titled:
        return True
    titles = {m.role.split()[-1].casefold().rstrip(".") for m in form.mentions if m.role}
    shares = [given[other.words[0]] for other in others if other.words[0] in given]
    return not (
        (titles & FEMININE and any(share < _MALE for share in shares))
        or (titles & MASCULINE and any(share > _FEMALE for share in shares))
    )
