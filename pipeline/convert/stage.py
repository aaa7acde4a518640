"""The stage that converts."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from pipeline.convert.converter import Conversion, ConversionLimits, within
from pipeline.convert.registry import build_converters, by_media_type
from pipeline.errors import ConfigurationError, DocumentError
from pipeline.extras import NEEDS_EXTRA, NeedsExtra, require
from pipeline.identity import content_hash
from pipeline.records import Filtered, Mark, Properties, Result, Work
from pipeline.stage import each, is_about_document

VERSION = "1"
TEXT = "text/plain"
NOTHING = Properties()


class ConvertStage:
    """From the bytes of a file to its text, by the converter for its media type.

    What no converter is for is tried as plain text. Where several are for a type, the next is tried
    when one fails. `limits`: those of `ConversionLimits`, by name. `order`: media type → names of
    converters. `options`: those of converters, by their names.

    Raises:
        ConfigurationError: there is no such option, limit or converter.
    """

    name = "convert"
    needs = frozenset({"raw"})
    gives = frozenset({"converted", "properties"})

    def __init__(
        self,
        *,
        limits: Mapping[str, int] | None = None,
        order: Mapping[str, Sequence[str]] | None = None,
        **options: Mapping[str, Any],
    ) -> None:
        self._limits = _limits(limits or {})
        self.converters = build_converters(self._limits, options)
        self._by_type = by_media_type(self.converters, order or {})
        made = [f"{converter.name}:{converter.version}" for converter in self.converters]
        parameters = (made, limits or {}, order or {}, options)
        described = msgspec.json.encode(parameters, enc_hook=repr, order="deterministic").decode()
        self.fingerprint = f"{VERSION},converters={content_hash(described)}"

    @property
    def media_types(self) -> frozenset[str]:
        """Those that there is a converter for."""
        return frozenset(self._by_type)

    def process(self, batch: Sequence[Work]) -> list[Result]:
        """Convert each document; one without text is filtered, as its converter says."""
        return each(self.name, batch, self._convert)

    def _convert(self, work: Work) -> Work | Filtered:
        document = work.document
        raw, media_type = document.raw, document.media_type
        if raw is None:
            raise DocumentError("the document came without its raw content; a source must give it")
        if not raw.strip():
            # A record that has a title and nothing else says what its title says.
            raw, media_type = document.metadata.title or "", TEXT
        match self._first(raw, media_type):
            case Filtered() as filtered:
                return filtered
            case Conversion(converted, properties):
                end = len(converted.text)
                within(self._limits, end)
                if document.damage:
                    lost = Mark("passed-over", end, end, document.damage)
                    marks = (*converted.marks, lost)
                    converted = msgspec.structs.replace(converted, marks=marks)
                found = None if properties == NOTHING else properties
                return work.evolve(converted=converted, properties=found)

    def _first(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """What the first converter gives that does not fail; where all do, the first's error."""
        failed: BaseException | None = None
        for converter in self._by_type.get(media_type) or self._by_type[TEXT]:
            try:
                if extra := getattr(converter, "extra", ""):
                    require(extra)
                found = converter.convert(raw, media_type)
                # That a spare reader finds nothing does not say that there is nothing.
                if failed is None or isinstance(found, Conversion):
                    return found
            except BaseException as error:
                if not is_about_document(error) or isinstance(error, MemoryError):
                    raise
                failed = failed or error
        if failed is None or isinstance(failed, NeedsExtra):
            return Filtered(NEEDS_EXTRA if failed else "not-text")
        raise failed


def _limits(given: Mapping[str, int]) -> ConversionLimits:
    known = ConversionLimits.__struct_fields__
    for name, value in given.items():
        if name not in known or not isinstance(value, int) or value < 1:
            raise ConfigurationError(
                f"the stage convert has no limit {name}={value!r}; there are {', '.join(known)}, "
                "each a whole number above 0 (option `limits`)"
            )
    return ConversionLimits(**given)
