"""What the stages cost for a document of 600 words, in processor time of one core."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.quality.figure import Figure
from benchmarks.quality.glue import USUAL
from benchmarks.quality.kit import EVEN_HALF, MODEL, damaged
from pipeline.classify import ClassifyStage
from pipeline.clean import CleanStage
from pipeline.convert import ConvertStage
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.model import Recogniser
from pipeline.extract.resolution import resolve
from pipeline.records import Document, Locator, Work
from pipeline.stage import Stage
from workers.worker.stage_sets import load_stage

ROUNDS = 15
WORDS = 600
NEAR = range(
    450, 900
)  # words of the documents that are taken, so that what is fixed weighs as in one of 600


def measure() -> list[Figure]:
    """The rows on costs."""
    kit = damaged("bbc", *USUAL)
    whole = sorted((kit / "original").glob("*.txt"))
    texts = {
        folder: [
            text
            for path in sorted((kit / folder).glob("*.txt"))
            if len((text := path.read_text(encoding="utf-8")).split()) in NEAR
        ]
        for folder in ("original", "damaged")
    }
    clean, classify = CleanStage(), ClassifyStage()
    cleaned = [work for work in clean.process(works(texts["original"])) if isinstance(work, Work)]
    told: dict[str, Any] = {
        "documents": len(texts["original"]),
        "split": f"articles of {NEAR.start} to {NEAR.stop} words",
        "unit": "ms",
        "command": f"median of {ROUNDS} rounds of `process`, per 600 words",
    }
    return [
        Figure("clean stage, nothing to repair", cost(clean, works(texts["original"])),
               at_most=2, **told),
        Figure("clean stage, 1.5 % glue", cost(clean, works(texts["damaged"])), at_most=4, **told),
        Figure("classify stage", cost(classify, cleaned), at_most=0.5, **told),
        *_joining([path.read_text(encoding="utf-8") for path in whole]),
    ]  # fmt: skip


def _joining(texts: Sequence[str]) -> list[Figure]:
    """All that the extract stage does with the model's spans; the target speaks of a document."""
    spans, known = Recogniser(MODEL).spans(texts), packaged()
    words = sum(len(text.split()) for text in texts)

    def join() -> None:
        for text, found in zip(texts, spans, strict=True):
            resolve(text, found, known)

    taken = seconds(join) * 1_000
    told: dict[str, Any] = {
        "documents": len(texts),
        "split": f"{EVEN_HALF}, {words // len(texts)} words on average",
        "command": f"median of {ROUNDS} rounds of `resolve`",
        "unit": "ms",
    }
    return [
        Figure("joining of entities, a document", taken / len(texts), at_most=0.7, **told),
        Figure("joining of entities, 600 words", taken * WORDS / words, **told),
    ]


def works(texts: Sequence[str]) -> list[Work]:
    """The texts as a source gives them, converted."""
    documents = [
        Document(str(number), Locator(str(number)), "text/plain", text, "", len(text))
        for number, text in enumerate(texts)
    ]
    results = ConvertStage().process([Work(document) for document in documents])
    return [work for work in results if isinstance(work, Work)]


def cost(stage: Stage, batch: Sequence[Work]) -> float:
    """Milliseconds for `WORDS` words of a stage that is loaded."""
    load_stage(stage)
    words = sum(len(words_of(work)) for work in batch)
    return seconds(lambda: stage.process(batch)) * 1_000 * WORDS / words


def words_of(work: Work) -> list[str]:
    """The words of a document, cleaned or not."""
    text = work.cleaned.text if work.cleaned else work.document.raw
    return str(text).split()


def seconds(act: Callable[[], object]) -> float:
    """The median of processor time, after a first round that fills what is remembered."""
    act()
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return statistics.median(taken)
