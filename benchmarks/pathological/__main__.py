"""What texts that are no prose cost: `python -m benchmarks.pathological [KIND …]`.

Each kind of `texts.py` goes through the stages at 25 and at 100 KB, in processor time and
against as much news. A copy of this process, with everything loaded, takes each text, so that none
profits from what the one before left in memory. Prints a table, the worst first, and exits with 1
where a kind costs more than `LIMIT` times what news costs.

`times`: the cost of the larger text against the news'. `growth`: how much the cost grows from the
smaller to the larger text, over four: 1 is linear. `MB`: by how much the process grows with the
larger text.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from multiprocessing.connection import Connection
from typing import NamedTuple

# Before numpy is loaded: as in a worker's children, one core each.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

from benchmarks.corpus import articles
from benchmarks.pathological.texts import KINDS, TEXT
from pipeline.records import Document, Locator, Result, Work
from pipeline.stage import Stage, apply, build_stages
from workers.settings import load_settings
from workers.worker.stage_sets import load_stage

SMALL, LARGE = 25_000, 100_000  # characters
LIMIT = 8.0  # times what as much news costs
PATIENCE = 60.0  # seconds that a text is given
WARM = 300  # articles that fill what is remembered before
NEWS = 5  # texts of news whose median is what news costs


class Cost(NamedTuple):
    """Seconds of processor time by stage, MB by which the process grew, and if it was ended."""

    seconds: dict[str, float]
    megabytes: float = 0.0
    ended: bool = False

    @property
    def total(self) -> float:
        """Of all stages."""
        return sum(self.seconds.values())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", help="names, or parts of names; all without")
    parser.add_argument("--size", type=int, default=LARGE, help="characters of the larger text")
    given = parser.parse_args()
    small, large = given.size * SMALL // LARGE, given.size
    kinds = [k for k in KINDS if not given.kinds or any(part in k.name for part in given.kinds)]
    stages = build_stages(load_settings().stage_names)
    corpus = [f"{article.title}\n\n{article.text}" for article in articles("bbc")]
    for stage in stages:
        load_stage(stage)
    warm(stages, corpus[:WARM])
    news = {size: of_news(stages, corpus[WARM:], size) for size in (small, large)}
    print(f"{'news':34} {line(news[small], news[large], 1.0)}", flush=True)
    rows: list[tuple[float, str]] = []
    for kind in kinds:
        less, more = (cost(stages, kind.text(size), kind.media_type) for size in (small, large))
        times = more.total / news[large].total
        rows.append((times, f"{kind.name:34} {line(less, more, times)}"))
        print(rows[-1][1], file=sys.stderr, flush=True)
    rows.sort(reverse=True)
    sizes = f"{f'{small // 1000} KB':>8} {f'{large // 1000} KB':>8}"
    print(f"{'':34} {'times':>7} {sizes} {'growth':>6} {'MB':>5}  slowest stage")
    print("\n".join(row for _, row in rows))
    worse = sum(times > LIMIT for times, _ in rows)
    sys.exit(f"{worse} of {len(rows)} kinds cost more than {LIMIT:g} times news" if worse else 0)


def line(less: Cost, more: Cost, times: float) -> str:
    """The figures of a kind."""
    slowest = max(more.seconds, key=more.seconds.__getitem__)
    share = more.seconds[slowest] / more.total
    return (
        f"{times:7.2f} {less.total:8.3f} {more.total:8.3f} "
        f"{more.total / less.total / (LARGE / SMALL):6.2f} {more.megabytes:5.0f}  "
        f"{slowest} {share:.0%}{', ended' if more.ended else ''}"
    )


def warm(stages: Sequence[Stage], texts: Sequence[str]) -> None:
    """Let the stages remember what they do of usual texts."""
    for text in texts:
        for _ in worked(stages, text, TEXT):
            pass


def of_news(stages: Sequence[Stage], corpus: Sequence[str], size: int) -> Cost:
    """What a text of news costs, by the median of several."""
    costs = []
    articles_left = cycle(corpus)
    for _ in range(NEWS):
        text = ""
        while len(text) < size:
            text += next(articles_left) + "\n\n"
        costs.append(cost(stages, text[:size], TEXT))
    return sorted(costs, key=lambda cost: cost.total)[NEWS // 2]


def cost(stages: Sequence[Stage], text: str, media_type: str) -> Cost:
    """What a text costs, in a copy of this process."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(stages, text, media_type, sender))
    child.start()
    sender.close()
    seconds: dict[str, float] = {}
    megabytes, until = 0.0, time.monotonic() + PATIENCE
    at = stages[0].name
    try:
        while receiver.poll(max(0.0, until - time.monotonic())):
            at, spent, megabytes = receiver.recv()
            if spent is not None:
                seconds[at] = spent
        child.kill()
        return Cost(seconds | {at: PATIENCE}, megabytes, ended=True)
    except EOFError:
        return Cost(seconds, megabytes)
    finally:
        child.join()


def _work(stages: Sequence[Stage], text: str, media_type: str, told: Connection) -> None:
    before = _megabytes()
    told.send((stages[0].name, None, 0.0))
    for number, (name, spent) in enumerate(worked(stages, text, media_type), 1):
        told.send((name, spent, _megabytes() - before))
        if number < len(stages):
            told.send((stages[number].name, None, 0.0))


def worked(stages: Sequence[Stage], text: str, media_type: str) -> Iterator[tuple[str, float]]:
    """The stages' names and their seconds of processor time, one after the other."""
    document = Document("0", Locator("0"), media_type, text, "", len(text))
    results: list[Result] = [Work(document)]
    for stage in stages:
        begun = time.process_time()
        results = apply(stage, [result for result in results if isinstance(result, Work)])
        yield stage.name, time.process_time() - begun


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
