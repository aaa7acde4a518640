"""Shorthands of the converters' tests."""

from pipeline.convert.converter import Conversion, ConversionLimits, Converter
from pipeline.records import Metadata, Properties

LIMITS = ConversionLimits()


def conversion(converter: Converter, data: str | bytes, media_type: str = "") -> Conversion:
    """What a converter makes of a file from which text comes."""
    result = converter.convert(data, media_type)
    assert isinstance(result, Conversion), result
    return result


def text_of(converter: Converter, data: str | bytes, media_type: str = "") -> str:
    """The text alone."""
    return conversion(converter, data, media_type).converted.text


def assert_stated(metadata: Metadata, properties: Properties) -> None:
    """What the writers of `testbed.office_writer` state of every file."""
    assert (metadata.title, metadata.author) == ("River crossings", "Ada Byron")
    assert metadata.published in ("2020-01-31T10:20:30Z", "2020-01-31T10:20:30")
    assert properties.modified in ("2021-02-28T11:00:00Z", "2021-02-28T11:00:00")
    assert properties.last_saved_by == "Karl Ørsted"
