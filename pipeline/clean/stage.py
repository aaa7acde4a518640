"""The stage that cleans."""

from collections.abc import Mapping, Sequence

import msgspec

from pipeline.clean import language
from pipeline.clean.passages import other_languages
from pipeline.clean.policy import Policy
from pipeline.clean.profile import read_profile
from pipeline.clean.repairing import repair_text, reversal
from pipeline.clean.repairs import SAFE, Step, character_steps, page_steps, repair_steps
from pipeline.clean.repairs.credits import credit
from pipeline.clean.signals import measure
from pipeline.clean.title import find_title
from pipeline.errors import DocumentError
from pipeline.identity import content_hash
from pipeline.records import Cleaned, Converted, Filtered, Result, Work
from pipeline.stage import each

VERSION = "11"
# An English text with a glued word and a wrongly decoded one.
REHEARSAL = (
    "The minister did not say when the talks with Portugalbecause they were announced late "
    "would begin. â€œWe are ready to meet at any time,â€\x9d he told the newspaper on Monday."
)


class CleanStage:
    """Repair, lay out, find title and language.

    `profile`: path of a source profile's file (see `pipeline.clean.profile`), part of the
    fingerprint by its content hash. `learned_profile`: the same, made by docmill itself for a
    source; it serves where no `profile` is given and is no part of the fingerprint, so that what
    was cleaned before there was one stays as it is. Both files are read here and now. `repairs`:
    a set, "none", "safe" or "all", or the names of the repairs in the order in which they run (see
    `pipeline.clean.repairs`). `policy` and `filters`: which documents leave for their quality
    signals (see `pipeline.clean.policy`); none unless given.

    Raises:
        ConfigurationError: a file is no profile, or there is no such repair, policy or signal.
    """

    name = "clean"
    needs = frozenset({"converted"})
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

        One of which no text is left is filtered as `empty`, one that a policy refuses by the name
        of the signal.
        """
        return each(self.name, batch, self._clean)

    def plain_text(self, converted: Converted) -> str:
        """A text before the repairs that a profile serves."""
        return repair_text(converted.text, self._simple_steps(converted)).text

    def _simple_steps(self, converted: Converted) -> tuple[Step, ...]:
        return self._page_character_steps if converted.from_markup else self._character_steps

    def _clean(self, work: Work) -> Work | Filtered:
        document, converted = work.document, work.converted
        if converted is None:
            raise DocumentError("the document came without its text; the stage convert gives it")
        title, title_steps = document.metadata.title or "", self._character_steps
        if not title:
            title, title_steps = converted.metadata.title or "", self._simple_steps(converted)
        repaired = repair_text(
            converted.text,
            self._page_steps if converted.from_markup else self._steps,
            language.identify,
            converted.marks,
            converted.pages,
        )
        text = repaired.text
        if not text:
            return Filtered("empty")
        guess = repaired.guess or language.identify(text)
        signals = measure(text, guess.language)
        if (reason := self._policy.reason(signals)) is not None:
            return Filtered(reason)
        title = " ".join(repair_text(title, title_steps).text.split())
        # A source that gives text says of its file what a converter says of bytes.
        decoded = converted if converted.encoding else document
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
            reversal=reversal(converted.text, repaired.offsets),
            stated=msgspec.structs.replace(converted.metadata, title=None),
            encoding=decoded.encoding,
            replaced_bytes=decoded.replaced_bytes,
            pages=repaired.pages,
            in_languages=other_languages(text, guess.language),
        )
        return work.evolve(cleaned=cleaned)
