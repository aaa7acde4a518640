"""The convert stage: converters by media type, their order, their failures, its options."""

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import msgspec
import pytest

from pipeline.convert import ConvertStage, registry
from pipeline.convert.converter import Conversion, ConversionLimits, Damaged
from pipeline.errors import ConfigurationError, Unavailable
from pipeline.extras import EXTRAS, Extra
from pipeline.records import (
    Converted,
    Document,
    Failed,
    Filtered,
    Locator,
    Mark,
    Metadata,
    Properties,
    Result,
    Work,
)  # fmt: skip
from pipeline.stage import build_stages

SHOUT = "application/x-shout"


class Stopped(BaseException):
    """As Ctrl-C comes to a command."""


class PanicException(BaseException):
    """As a panic of a library written in Rust comes to Python."""


class Upper:
    """A converter whose `act` decides what becomes of a file."""

    name = "upper"
    version = "1"
    media_types = frozenset({SHOUT})
    extra = ""

    def __init__(self, *, limits: ConversionLimits, act: Callable[[str], Any] = str.upper) -> None:
        self._act = act

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        text = raw if isinstance(raw, str) else raw.decode()
        return Conversion(Converted(self._act(text), pages=(0,)), Properties(page_count=1))


class Lower(Upper):
    """The second one for the same type."""

    name = "lower"

    def __init__(self, *, limits: ConversionLimits) -> None:
        super().__init__(limits=limits, act=str.lower)


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two converters of a user's beside those that are installed."""
    here = __name__
    points = [
        *entry_points(group=registry.ENTRY_POINT_GROUP),
        EntryPoint("upper", f"{here}:Upper", registry.ENTRY_POINT_GROUP),
        EntryPoint("lower", f"{here}:Lower", registry.ENTRY_POINT_GROUP),
    ]
    monkeypatch.setattr(registry, "installed", lambda group: points)


def work(raw: str | bytes | None, media_type: str = SHOUT, title: str | None = None) -> Work:
    return Work(
        Document("0" * 32, Locator("file:///a"), media_type, raw, "", 1, Metadata(title=title))
    )


def converted(result: Result) -> str:
    assert isinstance(result, Work), result
    assert result.converted
    return result.converted.text


def raising(error: BaseException) -> Callable[[str], str]:
    def act(text: str) -> str:
        raise error

    return act


@pytest.mark.usefixtures("registered")
def test_a_registered_converter_reads_its_media_types() -> None:
    """By its media type alone; the text, and what the file says of itself, come with it."""
    (result,) = ConvertStage().process([work(b"Some Words")])
    assert converted(result) == "some words"
    assert isinstance(result, Work)
    assert result.properties == Properties(page_count=1)
    assert SHOUT in ConvertStage().media_types
    assert "application/x-whisper" not in ConvertStage().media_types


def test_what_no_converter_is_for_is_tried_as_plain_text() -> None:
    """A source's own media type says little; what is no text leaves as such."""
    (result,) = ConvertStage().process([work(b"Some words", "chemical/x-pdb")])
    assert converted(result) == "Some words"
    assert isinstance(result, Work)
    assert result.properties is None
    assert ConvertStage().process([work(bytes(99), "chemical/x-pdb")]) == [Filtered("not-text")]


@pytest.mark.usefixtures("registered")
def test_the_order_of_converters_is_configured() -> None:
    """Those that it leaves out are not used for the type."""
    stage = ConvertStage(order={SHOUT: ["upper", "lower"]})
    assert converted(stage.process([work("Aa")])[0]) == "AA"
    with pytest.raises(ConfigurationError, match="no converter loud for application/x-shout"):
        ConvertStage(order={SHOUT: ["loud"]})
    with pytest.raises(ConfigurationError, match="no converter plain_text for application/x-shout"):
        ConvertStage(order={SHOUT: ["plain_text"]})


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    "error", [Damaged("cut off"), IndexError("a fault of a library"), PanicException("panicked")]
)
def test_the_next_converter_is_tried_when_one_fails(error: BaseException) -> None:
    """Whatever its failure is; where all fail, it is the first's that is told."""
    both = ConvertStage(order={SHOUT: ["upper", "lower"]}, upper={"act": raising(error)})
    assert converted(both.process([work("Aa")])[0]) == "aa"
    alone = ConvertStage(order={SHOUT: ["upper"]}, upper={"act": raising(error)})
    failed, well = alone.process([work("Aa"), work("A text", "text/plain")])
    assert failed == Failed("convert", type(error).__name__, str(error))
    assert converted(well) == "A text"


@pytest.mark.usefixtures("registered")
def test_what_failed_is_not_empty_because_a_spare_converter_finds_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The failure of the first stays; it would else be counted as a file without text."""
    monkeypatch.setattr(Lower, "convert", lambda self, raw, media_type: Filtered("empty"))
    stage = ConvertStage(
        order={SHOUT: ["upper", "lower"]}, upper={"act": raising(Damaged("too old"))}
    )
    assert stage.process([work("Aa")]) == [Failed("convert", "Damaged", "too old")]


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("error", [Unavailable("away"), SystemExit(1), Stopped()])
def test_an_end_of_the_process_is_no_failure_of_a_document(error: BaseException) -> None:
    """Nor is a service that is away: neither fails a document, nor is the next one tried."""
    stage = ConvertStage(order={SHOUT: ["upper", "lower"]}, upper={"act": raising(error)})
    with pytest.raises(type(error)):
        stage.process([work("Aa")])


@pytest.mark.usefixtures("registered")
def test_too_little_memory_is_told_at_once() -> None:
    """The worker ends then, and a second converter would only need as much."""
    stage = ConvertStage(order={SHOUT: ["upper", "lower"]}, upper={"act": raising(MemoryError())})
    (failed,) = stage.process([work("Aa")])
    assert isinstance(failed, Failed)
    assert failed.error == "MemoryError"


@pytest.mark.usefixtures("registered")
def test_a_converter_whose_extra_is_missing_leaves_its_files_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As `needs-extra`, unless another one reads the type."""
    monkeypatch.setitem(EXTRAS, "ocr", Extra("no_such_module", "scans"))
    monkeypatch.setattr(Upper, "extra", "ocr")
    monkeypatch.setattr(Lower, "extra", "")
    alone = ConvertStage(order={SHOUT: ["upper"]})
    assert alone.process([work("Aa")]) == [Filtered("needs-extra")]
    both = ConvertStage(order={SHOUT: ["upper", "lower"]})
    assert converted(both.process([work("Aa")])[0]) == "aa"


@pytest.mark.usefixtures("registered")
def test_a_title_alone_is_text() -> None:
    """Whatever type the record is said to be of; without one there is nothing."""
    assert converted(ConvertStage().process([work(b" \n", title="A Title")])[0]) == "A Title"
    assert ConvertStage().process([work(b"", title=None)]) == [Filtered("empty")]


def test_the_end_of_a_damaged_file_is_marked() -> None:
    """Whoever reads the text must see that more stood there."""
    given = work(b"Some words", "text/plain")
    damaged = given.evolve(document=msgspec.structs.replace(given.document, damage="cut off"))
    whole, cut = ConvertStage().process([given, damaged])
    assert isinstance(whole, Work)
    assert isinstance(cut, Work)
    assert whole.converted is not None
    assert cut.converted is not None
    assert whole.converted.marks == ()
    assert cut.converted.marks == (Mark("passed-over", 10, 10, "cut off"),)


@pytest.mark.usefixtures("registered")
def test_no_text_is_longer_than_the_limit() -> None:
    """Whichever converter made it."""
    stage = ConvertStage(limits={"max_characters": 3})
    for media_type in (SHOUT, "text/plain", "text/html"):
        long, short = stage.process([work("Aaaa", media_type), work("Aaa", media_type)])
        assert isinstance(long, Failed)
        assert long.error == "TooMuch"
        assert "max_characters" in long.message
        assert len(converted(short)) == 3


@pytest.mark.usefixtures("registered")
def test_what_changes_results_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options, limits, order, and the version of every converter."""
    made = [
        ConvertStage(), ConvertStage(limits={"max_pages": 3}),
        ConvertStage(order={SHOUT: ["upper"]}), ConvertStage(upper={"act": "x"}),
    ]  # fmt: skip
    monkeypatch.setattr(Upper, "version", "2")
    made.append(ConvertStage())
    assert len({stage.fingerprint for stage in made}) == len(made)
    assert ConvertStage().fingerprint == made[-1].fingerprint


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"loud": {}}, "no option loud; it takes limits, order"),
        ({"upper": {"colour": 1}}, "converter upper has no option colour, but act"),
        ({"lower": {"colour": 1}}, "but none"),
        ({"limits": {"max_words": 1}}, "no limit max_words=1; there are max_characters"),
        ({"limits": {"max_pages": 0}}, "no limit max_pages=0"),
        ({"limits": {"max_pages": "many"}}, "no limit max_pages='many'"),
    ],
)
def test_wrong_options_are_refused(options: dict[str, Any], message: str) -> None:
    """With what there is instead."""
    with pytest.raises(ConfigurationError, match=message):
        build_stages(["convert"], {"convert": options})


def test_a_chain_without_convert_is_told_what_to_add() -> None:
    """As one has that was written before there was such a stage."""
    with pytest.raises(ConfigurationError, match=r"needs converted.* put 'convert' before it"):
        build_stages(["clean", "extract"])
