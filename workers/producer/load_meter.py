"""Where the batches of a run are: which links they wait for, which stages work them."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from itertools import takewhile

from redis import Redis, RedisError

from workers.broker.connection import queue_lengths
from workers.broker.steps import Step, read_steps
from workers.files.run_progress import LinkLoad

LOOKS = 20  # over which means are taken
HELD = 0.5  # batches that wait on average, where a link is not always served at once


class LoadMeter:
    """Looks at the queues and at what tasks have noted, and keeps the last looks.

    `queues`: link → its queue, in the order of the links.
    """

    def __init__(self, redis: Redis, run: str, queues: Mapping[str, str]) -> None:
        self._redis = redis
        self._run = run
        self._queues = queues
        self._looks: deque[tuple[Counter[str], Counter[tuple[str, str]]]] = deque(maxlen=LOOKS)

    def look(self, attempts: Mapping[int, int]) -> dict[int, Step]:
        """Take a look; `attempts`: the batches in flight. A broker that is away is no error.

        Returns what tasks work on now, by batch. The queues may hold batches of other runs too,
        which wait for the same workers.
        """
        try:
            lengths = queue_lengths(self._redis, list(self._queues.values()))
            steps = read_steps(self._redis, self._run, attempts)
        except RedisError:
            return {}
        waiting = Counter({link: lengths[queue] for link, queue in self._queues.items()})
        self._looks.append((waiting, Counter(map(_named, steps.values()))))
        return steps

    def loads(self) -> tuple[LinkLoad, ...]:
        """The load of each link, in order."""
        looks = max(1, len(self._looks))
        waiting: Counter[str] = Counter()
        worked: Counter[tuple[str, str]] = Counter()
        for queued, at_work in self._looks:
            waiting.update(queued)
            worked.update(at_work)
        return tuple(
            LinkLoad(
                link,
                waiting[link] / looks,
                {stage: n / looks for (of, stage), n in sorted(worked.items()) if of == link},
            )
            for link in self._queues
        )


def bottleneck(loads: Sequence[LinkLoad], is_all_read: bool) -> str:
    """What a run waits for most: "reading", a stage or link, or "" where that cannot be told.

    A run has so many batches in flight and no more, so they gather before what is slowest: in the
    longest queue. The workers behind it may serve the links after it too, which they then prefer,
    so that nothing waits there; of these it is the stage that is worked most. Where no batch waits,
    workers wait for documents.
    """
    longest = max(range(len(loads)), key=lambda number: loads[number].waiting, default=0)
    if not loads or loads[longest].waiting < HELD:
        return "" if is_all_read else "reading"
    busy = Counter(loads[longest].worked)
    for load in takewhile(lambda load: load.waiting < HELD, loads[longest + 1 :]):
        busy.update(load.worked)
    return max(busy, key=lambda stage: busy[stage]) if busy else loads[longest].link


def _named(step: Step) -> tuple[str, str]:
    """Link and stage of a step; before the first stage and after the last it is the link's own."""
    return step.link, step.stage or step.link
