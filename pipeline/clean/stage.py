"""The stage that cleans."""

from collections.abc import Mapping, Sequence

from pipeline.clean import language
from pipeline.clean.page import MEDIA_TYPES, decode_page, read_page
from pipeline.clean.policy import Policy
from pipeline.clean.profile import read_profile
from pipeline.clean.repairing import repair_text, reversal
from pipeline.clean.repairs import SAFE, character_steps, page_steps, repair_steps
from pipeline.clean.repairs.credits import credit
from pipeline.clean.signals import measure
from pipeline.clean.title import find_title
from pipeline.encoding import Decoded, decode, is_text
from pipeline.errors import DocumentError
from pipeline.identity import content_hash
from pipeline.records import Cleaned, Document, Filtered, Metadata, Result, Work
from pipeline.stage import each

VERSION = "7"
# An English text with a glued word and a wrongly decoded one.
REHEARSAL = (
    "The minister did not say when the talks with Portugalbecause they were announced late "
    "would begin. â€œWe are ready to meet at any time,â€\x9d he told the newspaper on Monday."
)


class CleanStage:
    """Decode, take the main text of HTML, repair, lay out, find title and language.

    `profile`: path of a source profile's file (see `pipeline.clean.profile`), part of the
    fingerprint by its content hash. `learned_profile`: the same, made by docmill itself for a
    source; it serves where no `profile` is given and is no part of the fingerprint, so that what
    was cleaned before there was one stays as it is. Both files are read here and now. `repairs`:
    a set, "none", "safe" or "all", or the names of the repairs in the order in which they run (see
    `pipeline.clean.repairs`). `policy` and `filters`: which documents leave for their quality
    signals (see `pipeline.clean.policy`); none unless given. Raises `ConfigurationError` for a file
    that is no such profile, and for a repair, policy or signal that there is not.
    """

    name = "clean"
    needs = frozenset({"raw"})
    gives = frozenset({"cleaned"})

    def __init__(
        self,
        *,
        profile: str = "",
        learned_profile: str = "",
        repairs: str | Sequence[str] = SAFE,
        policy: str = "",
        filters: Mapping[str, Sequence[float | None]] | None = None,
    ) -> None:
        known, given = None, ""
        if profile:
            known, given = read_profile(profile)
        elif learned_profile:
            known, _ = read_profile(learned_profile)
        self._steps = repair_steps(repairs, known)
        self._character_steps = character_steps(self._steps)
        self._page_steps = page_steps(self._steps)
        self._page_character_steps = page_steps(self._character_steps)
        made = " ".join(
            f"{step.repairer.name}:{step.repairer.version}{':thorough' * step.thorough}"
            for step in self._steps
        )
        self.fingerprint = f"{VERSION},repairs={content_hash(made)}"
        self._policy = Policy(policy, filters)
        if self._policy.ranges:
            self.fingerprint += (
                f",filters={content_hash(repr(sorted(self._policy.ranges.items())))}"
            )
        if given:
            self.fingerprint += f",profile={given}"

    def load(self) -> None:
        """Load what the repairs load when they are first needed, and the language model."""
        language.load()
        repair_text(REHEARSAL, self._steps, language.identify)

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Clean each document.

        One without text is filtered as `empty` or `not-text`, one that a policy refuses by the
        name of the signal.
        """
        return each(self.name, batch, self._clean)

    def plain_text(self, document: Document) -> str:
        """The text of a document before the repairs that a profile serves; "" if it has none."""
        raw = document.raw
        is_page = document.media_type in MEDIA_TYPES
        if isinstance(raw, bytes):
            decoded = decode_page(raw) if is_page else decode(raw)
            raw = decoded.text if decoded else ""
        if not raw or not is_text(raw):
            return ""
        if is_page:
            return repair_text(read_page(raw).text, self._page_character_steps).text
        return repair_text(raw, self._character_steps).text

    def _clean(self, work: Work) -> Work | Filtered:
        document = work.document
        raw = document.raw
        if raw is None:
            raise DocumentError("the document came without its raw content; a source must give it")
        is_page = document.media_type in MEDIA_TYPES
        if not raw.strip():
            # A record that has a title and nothing else says what its title says.
            raw, is_page = document.metadata.title or "", False
        if not raw:
            return Filtered("empty")
        decoded: Decoded | None = None
        if isinstance(raw, bytes):
            decoded = decode_page(raw) if is_page else decode(raw)
            if decoded is None:
                return Filtered("not-text")
            raw = decoded.text
        if not is_text(raw):
            return Filtered("not-text")
        title, title_steps = document.metadata.title or "", self._character_steps
        steps, stated = self._steps, Metadata()
        if is_page:
            raw, statements = read_page(raw)
            if not title:
                title, title_steps = statements.title, self._page_character_steps
            stated = Metadata(
                author=statements.author or None,
                published=statements.published or None,
                url=statements.url or None,
            )
            steps = self._page_steps
        repaired = repair_text(raw, steps, language.identify)
        text = repaired.text
        if not text:
            return Filtered("empty")
        guess = repaired.guess or language.identify(text)
        signals = measure(text, guess.language)
        if (reason := self._policy.reason(signals)) is not None:
            return Filtered(reason)
        title = " ".join(repair_text(title, title_steps).text.split())
        cleaned = Cleaned(
            title=title or find_title(text, document.locator),
            text=text,
            language=guess.language,
            language_confidence=guess.confidence,
            content_hash=content_hash(text),
            credit=credit(text, repaired.marks, repaired.repairs),
            signals=signals,
            repairs=repaired.repairs,
            repair_counts=repaired.counts,
            marks=repaired.marks,
            repair_words=dict(repaired.words),
            reversal=reversal(raw, repaired.offsets),
            stated=stated,
            encoding=decoded.encoding if decoded else document.encoding,
            replaced_bytes=decoded.replaced_bytes if decoded else document.replaced_bytes,
        )
        return work.evolve(cleaned=cleaned)
