"""Finds names in a text by lists and forms, with precision before recall."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set

from pipeline.extract.forms import Found
from pipeline.extract.gazetteer.kinds import AMBIGUOUS, COUNTRY, ORGANIZATION, PLACE
from pipeline.extract.gazetteer.packaged import Packaged
from pipeline.extract.keys import key
from pipeline.extract.labels import ORGANIZATION_LABEL, PERSON, PLACE_LABEL
from pipeline.extract.lists import surname_first, unspaced
from pipeline.extract.lists.forms import with_acronyms, with_forms
from pipeline.extract.lists.known import first_words, given_names, institutions, places
from pipeline.extract.lists.words import Word, are_telling, have_cases, words_of
from pipeline.extract.words import word_set

_MOST_WORDS = 5  # of a place
_MOST_IN_NAME = 3  # words of a person behind the given name
_LINK = 3  # letters of a small word within a name ("de", "van")
# Small words behind which a place stands by itself: "met Meloni à Paris", "Orpo i Oslo".
_LOCATIVE = word_set("à a em en i im in na te u v ve w we в во на у")
_ACRONYM = 3  # letters
_MOST_IN_INSTITUTION = 7  # words behind the noun
_LINKS = word_set(
    "de del della dei delle degli dels di da do du des la las los le les voor van w we im του της "
    "των"
)
_ARTICLES = word_set("alla dalla della nella sulla presso entre contre volgens")
_ARTICLE = 4  # letters of an article or a preposition; longer ones are listed
_WITHOUT_ARTICLES = frozenset({"pl"})
_APOSTROPHES = "'’"
_BETWEEN_PEOPLE = frozenset({"y", "e"})
_PARTICLES = word_set(
    "de da do dos das del della di du van von der den ter el al la le bin ibn y e af av zu"
)
# Of these, what is a preposition or another small word in a language: "Marcel Ciolacu la Iași".
_OTHER_WORDS = {
    **dict.fromkeys(("cs", "pl", "sk"), word_set("do")),
    **dict.fromkeys(("bs", "hr", "sl", "sr"), word_set("da do")),
    **dict.fromkeys(("id", "ms"), word_set("di")),
    "hu": word_set("de"), "ro": word_set("al de la"), "tr": word_set("da de"),
}  # fmt: skip


def find(text: str, language: str, known: Packaged) -> list[Found]:
    """The names, in order; none overlaps another. `known`: the packaged gazetteer."""
    words = words_of(text, language)
    cased = have_cases(words)
    # What names begin with: words with a capital, where there are any. Few words have one.
    begins = [n for n, word in enumerate(words) if word.capital] if cased else range(len(words))
    unspaced_found = [*unspaced.find(text, language)]
    if cased and not are_telling(len(begins), len(words)):
        return unspaced_found
    low = {word.text for word in words if not word.capital} if cased else frozenset[str]()
    kinds: Mapping[str, int] = known.kinds
    found: list[Found] = []
    taken = bytearray(len(text))
    candidates: list[Iterator[Found]] = [iter(unspaced_found)]
    if cased:
        candidates += (with_forms(text, {word.text for word in words}), with_acronyms(text))
        candidates.append(_institutions(words, begins, language))
        if language in surname_first.LANGUAGES:
            candidates.append(surname_first.people(words, language, low, known))
        candidates.append(_people(words, begins, language, known, low))
    candidates.append(_places(words, begins, language, kinds, low, cased, taken))
    if cased:
        candidates.append(_bodies(words, begins, known))
    for candidate in candidates:
        for made in candidate:
            if not any(taken[made.start : made.end]):
                taken[made.start : made.end] = b"\x01" * (made.end - made.start)
                found.append(made)
    found.sort(key=lambda made: made.start)
    return found


def _people(
    words: Sequence[Word], begins: Sequence[int], language: str, known: Packaged, low: Set[str]
) -> Iterator[Found]:
    """A given name with the capitalised words behind it, and the surname alone elsewhere."""
    own, cities = given_names(language), places(language)
    particles = _PARTICLES - _OTHER_WORDS.get(language, frozenset())
    surnames: dict[str, int] = {}
    ended, apart = -1, -1  # the last word of the person before, a word behind a place
    done = -1
    for place in begins:
        if place <= done:
            continue
        word = words[place]
        given = _is_given(word, own, known, low)
        if word.text in cities and _is_before_person(words, place, own, known, particles):
            apart = place + 1  # "a Roma Mario Draghi"
            continue
        last = _end_of_person(words, place, own, known, particles) if given else place
        second = ended == place - 2 and words[place - 1].text in _BETWEEN_PEOPLE
        if last > place and (second or place == apart or not _continues(words, place)):
            ended = last
            if len(words[last].text) >= _LINK:
                surnames.setdefault(words[last].text, last)
            yield Found(word.start, words[last].end, PERSON)
        done = last
    for place in begins if surnames else ():
        word = words[place]
        if word.text in surnames and not _is_in_run(words, place) and word.text.lower() not in low:
            yield Found(word.start, word.end, PERSON)


def _is_before_person(
    words: Sequence[Word], place: int, own: Set[str], known: Packaged, particles: Set[str]
) -> bool:
    """Whether behind a word another person begins, a given name and a surname."""
    after = place + 1
    if after >= len(words) or not _is_given(words[after], own, known, frozenset()):
        return False
    return _end_of_person(words, after, own, known, particles) > after


def _is_given(word: Word, own: Set[str], known: Packaged, low: Set[str]) -> bool:
    if not word.capital or len(word.text) < _LINK or word.text.isupper():
        return False
    if word.text.lower() in low:
        return False
    name = key(word.text)
    return word.text in own or (name in known.given and not known.kinds.get(name, 0) & COUNTRY)


def _end_of_person(
    words: Sequence[Word], place: int, own: Set[str], known: Packaged, particles: Set[str]
) -> int:
    """The last word of a person's name that begins with a given name; itself for no name."""
    last = place
    for number in range(place + 1, min(place + 2 + _MOST_IN_NAME, len(words))):
        word = words[number]
        if not (word.after_blank or _follows_initial(words, number)):
            break
        if words[number - 1].text in _BETWEEN_PEOPLE and _is_given(word, own, known, set()):
            break  # "Ana Torres y Luis Vega"
        if word.capital and not (word.text.isupper() and len(word.text) > 1):
            last = number
        elif word.text not in particles:
            break
    following = words[last + 1] if last + 1 < len(words) else None
    if following and following.after_blank and following.capital:
        return place  # a longer run of capitals is something else
    return last


def _follows_initial(words: Sequence[Word], number: int) -> bool:
    """Whether a word stands behind an initial with its full stop: "Richard M. Stallman"."""
    before, word = words[number - 1], words[number]
    initial = len(before.text) == 1 and before.capital and before.after_blank
    return initial and word.capital and word.start - before.end == len(". ")


def _places(
    words: Sequence[Word], begins: Sequence[int], language: str, kinds: Mapping[str, int],
    low: Set[str], cased: bool, taken: bytearray,
) -> Iterator[Found]:  # fmt: skip
    known, first = places(language), first_words(language)
    maybe = [place for place in begins if words[place].text in first]
    within = {word.text for word in words if word.capital and not word.begins} if maybe else set()
    end = 0
    for place in maybe:
        count = _longest(words, place, known) if place >= end else 0
        if not count:
            continue
        if not cased or _is_place(words, place, count, known, kinds, low, within, taken):
            yield Found(words[place].start, words[place + count - 1].end, PLACE_LABEL)
        end = max(end, place + count)


def _longest(words: Sequence[Word], place: int, known: Mapping[str, str]) -> int:
    """How many words the longest place has that begins here; 0 for none."""
    for count in range(min(_MOST_WORDS, len(words) - place), 0, -1):
        some = words[place : place + count]
        together = all(word.after_blank for word in some[1:])
        if together and " ".join(word.text for word in some) in known:
            return count
    return 0


def _is_place(
    words: Sequence[Word], place: int, count: int, known: Mapping[str, str],
    kinds: Mapping[str, int], low: Set[str], within: Set[str], taken: bytearray,
) -> bool:  # fmt: skip
    word = words[place]
    if count == 1:
        if word.text.lower() in low:
            return False
        country = kinds.get(known[word.text], 0) & COUNTRY
        if word.text.isupper() and not country:
            return False  # "UTC" is a time zone
        if word.begins and not country and word.text not in within:
            return False
    return not _is_in_run(words, place, count, known, taken)


def _is_in_run(
    words: Sequence[Word], place: int, count: int = 1, known: Collection[str] = (),
    taken: bytearray | None = None,
) -> bool:  # fmt: skip
    """Whether the words are a part of a longer name: capitals beside them, or before a link.

    `known`: names that are whole, so that nothing continues them ("Duitsland en Wenen"). `taken`:
    by character, what belongs to names that were found ("a Roma Mario Draghi").
    """
    end = place + count
    if end < len(words) and words[end].after_blank and words[end].capital:
        is_other = taken is not None and taken[words[end].start]
        return not is_other or _continues(words, place, known)
    return _continues(words, place, known)


def _continues(words: Sequence[Word], place: int, known: Collection[str] = ()) -> bool:
    """Whether a word continues a name: "Universidade de Lisboa", "Hotel Berlin"."""
    elided = _follows_elided(words, place)
    if not place or not (words[place].after_blank or elided):
        return False
    before = words[place - 1]
    if before.capital:
        return not before.begins
    if (not elided and len(before.text) > _LINK) or place < 2 or not before.after_blank:
        return False
    if before.text in _LOCATIVE:
        return False
    first = words[place - 2]
    return first.capital and not first.begins and first.text not in known


def _follows_elided(words: Sequence[Word], place: int) -> bool:
    """Whether before a word an elided article stands: "d'Italia"."""
    return place > 0 and words[place - 1].text[-1] in _APOSTROPHES


def _institutions(words: Sequence[Word], begins: Sequence[int], language: str) -> Iterator[Found]:
    """What begins with a noun for it, or ends: "Banco de España", "Boğaziçi Üniversitesi"."""
    heads, ends = institutions(language)
    for place in begins if ends else ():
        if words[place].text in ends:
            first = place
            while first and place - first < _MOST_IN_INSTITUTION and _goes_before(words, first):
                first -= 1
            if words[first].begins and len(words[first].text) < _LINK:
                first += 1  # "A Szegedi Törvényszék"
            if first < place:
                yield Found(words[first].start, words[place].end, ORGANIZATION_LABEL)
    for place in begins if heads else ():
        word = words[place]
        if word.text in heads and not _is_apposition(words, place, language):
            last = _end_of_institution(words, place, places(language))
            if last > place:
                yield Found(word.start, words[last].end, ORGANIZATION_LABEL)


def _goes_before(words: Sequence[Word], place: int) -> bool:
    return words[place].after_blank and words[place - 1].capital


def _is_apposition(words: Sequence[Word], place: int, language: str) -> bool:
    """Whether a noun before it makes it the name of something else: "hotel Universidad"."""
    if not place or not words[place].after_blank or language in _WITHOUT_ARTICLES:
        return False
    before = words[place - 1]
    if before.capital and not before.begins:
        return True
    return before.text not in _ARTICLES and len(before.text) > _ARTICLE


def _end_of_institution(words: Sequence[Word], place: int, known: Collection[str]) -> int:
    last = place
    for number in range(place + 1, min(place + 1 + _MOST_IN_INSTITUTION, len(words))):
        word = words[number]
        if not word.after_blank and not _follows_elided(words, number):
            break
        if word.capital:
            if last > place and number > last + 1 and word.text in known:
                break  # "Ministerio de Defensa de Rusia"
            last = number
        elif word.text not in _LINKS and word.text[-1] not in _APOSTROPHES:
            break
    return last


def _bodies(words: Sequence[Word], begins: Sequence[int], known: Packaged) -> Iterator[Found]:
    """Bodies and companies that are known everywhere by an acronym: NATO, IBM."""
    for place in begins:
        word = words[place]
        if not word.text.isupper() or len(word.text) < _ACRONYM:
            continue
        if not _is_in_run(words, place):
            kind = known.kinds.get(key(word.text), 0)
            if kind & ORGANIZATION and not kind & (PLACE | AMBIGUOUS):
                yield Found(word.start, word.end, ORGANIZATION_LABEL)
