"""Runs all patterns over a text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version

from pipeline.errors import ConfigurationError
from pipeline.extract.overlap import merged
from pipeline.extract.patterns import card, crypto, dates, email, handle, iban, money, phone, url
from pipeline.extract.patterns.passage import Found, Passage
from pipeline.fields import VALUE_FORMS
from pipeline.records import Mention, Work

VERSION = "8"
# The kind is the mention's label. Kinds are in order of precedence: of two that overlap the first
# stays, because an address may have digits that look like a number.
KINDS: Mapping[str, Callable[[Passage], Iterator[Found]]] = {
    "url": url.find,
    "email": email.find,
    "handle": handle.find,
    "iban": iban.find,
    "crypto": crypto.find,
    "card": card.find,
    "phone": phone.find,
    "money": money.find,
    "date": dates.find,
}


def find(passage: Passage, kinds: Iterable[str]) -> list[Mention]:
    """The mentions of these kinds in the order of the text; none overlaps another.

    A mention's `entity` is the canonical value, or the text itself where the value is uncertain.
    """
    chosen = frozenset(kinds)
    mentions: list[Mention] = []
    for kind, pattern in KINDS.items():
        if kind in chosen:
            found = [_mention(kind, passage.written, one) for one in pattern(passage)]
            mentions = merged(mentions, found) if mentions else found
    return mentions


class Patterns:
    """The configured kinds of patterns; `region`: as in `Passage`.

    Raises:
        ConfigurationError: a kind or the region is unknown.
    """

    def __init__(self, kinds: Iterable[str], region: str = "") -> None:
        self._kinds = frozenset(kinds)
        self._region = region.upper()
        if strangers := self._kinds - set(KINDS):
            raise ConfigurationError(
                f"the extract stage's `patterns` has {', '.join(sorted(strangers))}; known are "
                f"{', '.join(KINDS)}"
            )
        if region and not phone.is_region(self._region):
            raise ConfigurationError(
                f"the extract stage's `phone_region` {region!r} is no country with telephone "
                "numbers; give its code of two letters, such as GB"
            )
        parts = [VERSION, *sorted(self._kinds)]
        if "phone" in self._kinds:
            parts += [f"phonenumbers-{version('phonenumbers')}", self._region]
        self.fingerprint = "patterns=" + "+".join(filter(None, parts))

    def find(self, work: Work) -> list[Mention]:
        """The mentions in a document's clean text; none when it has no clean text."""
        if work.cleaned is None or not self._kinds:
            return []
        published = _day(work.document.metadata.published)
        passage = Passage(work.cleaned.text, work.cleaned.language, published, self._region)
        return find(passage, self._kinds)


def _mention(kind: str, text: str, found: Found) -> Mention:
    surface = text[found.start : found.end]
    value = found.value or " ".join(surface.split())
    if not found.value and (form := VALUE_FORMS.get(kind)) and form.fullmatch(value):
        value += " ?"  # "1.234 USD" is ambiguous, but looks like a value
    return Mention(found.start, found.end, kind, surface, value)


def _day(published: str | None) -> date | None:
    """The day of publication in the source's time zone, to which "yesterday" refers."""
    try:
        return date.fromisoformat((published or "").strip()[:10])
    except ValueError:
        return None
