"""Forms: the different names in one document, each with its mentions and evidence."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf

from pipeline.extract.gazetteer.kinds import NOTHING, Kind
from pipeline.extract.gazetteer.user import Entry
from pipeline.extract.keys import key
from pipeline.extract.words import SUFFIXES


class Found:
    """A mention before it is final: offsets in the clean text and its label so far.

    `name`: its text, written as a name ("Maren Tolliver" for "Tolliver, Maren"). `margin`: that of
    the model's span; infinite where rules found or changed it.
    """

    __slots__ = ("end", "label", "margin", "name", "role", "start")

    def __init__(
        self,
        start: int,
        end: int,
        label: str,
        role: str = "",
        name: str = "",
        margin: float = inf,
    ) -> None:
        self.start = start
        self.end = end
        self.label = label
        self.role = role
        self.name = name
        self.margin = margin


class Form:
    """All mentions of one key. `words`: the keys of its blank-separated words.

    `kind`: its kinds in the packaged gazetteer; `entry`: its entry in the user's; `votes`: label →
    number of mentions. `surface`: its most frequent spelling, preferably not in capitals.
    """

    __slots__ = (
        "entry", "key", "kind", "label", "mentions", "surface", "surfaces", "titled", "votes",
        "words",
    )  # fmt: skip

    def __init__(self, key_: str, surface: str, kind: Kind, entry: Entry | None = None) -> None:
        self.key = key_
        self.kind = kind
        self.entry = entry
        self.label = entry.label if entry else ""
        self.mentions: list[Found] = []
        self.surface = surface
        self.surfaces: dict[str, int] = {}
        self.votes: dict[str, int] = {}
        self.titled = False
        self.words = words_of(surface)

    @property
    def name_words(self) -> tuple[str, ...]:
        """The words without "Jr" and "III", so that the last is the surname."""
        words = self.words
        return words[:-1] if len(words) > 2 and words[-1] in SUFFIXES else words

    def add(self, mention: Found, surface: str) -> None:
        """Add a mention, which is spelled as `surface`; `spell` after the last one."""
        self.mentions.append(mention)
        self.surfaces[surface] = self.surfaces.get(surface, 0) + 1
        self.votes[mention.label] = self.votes.get(mention.label, 0) + 1

    def spell(self) -> None:
        """Choose the form's `surface`."""
        best = max(self.surfaces.values())
        most = [s for s, count in self.surfaces.items() if count == best]
        self.surface = next((s for s in most if not s.isupper()), most[0])


@lru_cache(maxsize=1 << 13)
def words_of(surface: str) -> tuple[str, ...]:
    """The keys of a name's words; a hyphen does not divide a word ("Wright-Phillips")."""
    words = [*filter(None, map(key, surface.split()))]
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)


def collect(
    text: str,
    found: Iterable[Found],
    kinds: Mapping[str, Kind],
    entries: Mapping[str, Entry],
    forms: dict[str, Form] | None = None,
) -> dict[str, Form]:
    """The forms by key, in the order of their first mention; adds them to `forms` if given."""
    forms = {} if forms is None else forms
    for mention in found:
        surface = mention.name or text[mention.start : mention.end]
        if not (name := key(surface)):
            continue
        form = forms.get(name)
        if form is None:
            form = Form(name, surface, kinds.get(name, NOTHING), entries.get(name))
            forms[name] = form
        form.add(mention, surface)
    for form in forms.values():
        if len(form.surfaces) > 1:
            form.spell()
    return forms
