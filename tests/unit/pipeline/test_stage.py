"""Stages: found by name, put in order, held to one result for each document."""

from collections.abc import Sequence

import pytest

from pipeline.errors import ConfigurationError, StopRun, Unavailable
from pipeline.records import Document, Failed, Filtered, Locator, Result, Work
from pipeline.stage import apply, build_stages, check_order, each, run_stages


class Stopped(BaseException):
    """As Ctrl-C comes to a command."""


class Stage:
    """A stage made of a function over the whole batch."""

    fingerprint = "1"

    def __init__(
        self,
        name: str = "test",
        needs: Sequence[str] = ("raw",),
        gives: Sequence[str] = ("extra",),
        poison: str = "",
        error: type[BaseException] = ValueError,
    ) -> None:
        self.name = name
        self.needs = frozenset(needs)
        self.gives = frozenset(gives)
        self.poison = poison
        self.error = error

    def process(self, batch: Sequence[Work]) -> list[Result]:
        if self.poison and any(self.poison in str(work.document.raw) for work in batch):
            raise self.error("poisoned")
        return [work.evolve(extra={self.name: work.document.raw}) for work in batch]


def work(text: str) -> Work:
    """A document with a text."""
    return Work(Document("0" * 32, Locator("file:///a"), "text/plain", text, "", len(text)))


def test_one_bad_document_fails_alone() -> None:
    """A stage that raises for a batch is run document by document."""
    results = apply(Stage(poison="bad"), [work("good"), work("bad"), work("fine")])
    assert [isinstance(result, Work) for result in results] == [True, False, True]
    assert results[1] == Failed("test", "ValueError", "poisoned")


@pytest.mark.parametrize("error", [Unavailable, StopRun, SystemExit, Stopped])
def test_errors_that_are_not_about_a_document_go_through(error: type[BaseException]) -> None:
    """A service that is away, the end of the run and Ctrl-C fail no document."""
    with pytest.raises(error):
        apply(Stage(poison="bad", error=error), [work("bad")])

    def fail(_: Work) -> Result:
        raise error("away")

    with pytest.raises(error):
        each("test", [work("a")], fail)


def test_each_turns_an_exception_into_a_failure() -> None:
    """The other documents of the batch are worked."""

    def refuse_bad(given: Work) -> Result:
        if given.document.raw == "bad":
            raise ValueError
        return given

    results = each("test", [work("bad"), work("good")], refuse_bad)
    assert results == [Failed("test", "ValueError", "ValueError()"), work("good")]


def test_a_stage_that_loses_documents_stops_the_run() -> None:
    """Results that cannot be matched to documents are never guessed at."""
    stage = Stage()
    stage.process = lambda batch: []  # type: ignore[method-assign]
    with pytest.raises(StopRun, match="0 results for 1 documents"):
        apply(stage, [work("a")])


def test_finished_documents_pass_by_later_stages() -> None:
    """What failed or was filtered is not worked again; an empty batch is no call."""

    class Filter(Stage):
        def process(self, batch: Sequence[Work]) -> list[Result]:
            return [Filtered("empty") for _ in batch]

    assert run_stages([Filter("one"), Stage("two", poison="a")], [work("a")]) == [Filtered("empty")]


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ([Stage(needs=["cleaned"])], "needs cleaned"),
        ([Stage(), Stage()], "configured twice"),
        ([Stage(gives=["colour"])], "unknown parts"),
    ],
)
def test_an_impossible_order_is_named(stages: list[Stage], said: str) -> None:
    """The check at the start says what is missing and what to do."""
    with pytest.raises(ConfigurationError, match=said):
        check_order(stages)


@pytest.mark.parametrize(
    ("names", "options", "said"),
    [
        (
            ["nonsense"],
            {},
            "no stage named 'nonsense'; installed: classify, clean, convert, extract",
        ),
        (["clean"], {"nonsense": {}}, "unknown stages"),
        (
            ["clean"],
            {"clean": {"no_such_option": 1}},
            r"options \(DOCMILL_STAGE_OPTIONS\): it has no no_such_option, but .*policy",
        ),
        (["classify"], {"classify": {"taxonomy": "/nowhere.toml"}}, "nowhere"),
    ],
)
def test_a_stage_that_cannot_be_built_is_named(
    names: list[str], options: dict[str, dict[str, object]], said: str
) -> None:
    """Unknown names and options are configuration errors."""
    with pytest.raises(ConfigurationError, match=said):
        build_stages(names, options)
