"""A Redis in memory: the commands that docmill uses, and a hook before each of them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self


def nothing() -> None:
    """Does nothing."""


class MemoryRedis:
    """Keeps bytes as Redis does and forgets nothing by itself.

    `before`: called before every command, also before each one of a pipeline; it may raise.
    """

    def __init__(self) -> None:
        self.before: Callable[[], None] = nothing
        self._values: dict[str, bytes] = {}
        self._hashes: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._lists: dict[str, list[bytes]] = defaultdict(list)
        self._streams: dict[str, dict[bytes, dict[bytes, bytes]]] = defaultdict(dict)
        self._entries = 0

    def flushall(self) -> None:
        """Forget all, as a broker does that ends and comes back."""
        for kept in (self._values, self._hashes, self._lists, self._streams):
            kept.clear()

    def pipeline(self, transaction: bool = True) -> "Pipeline":
        """Commands that are sent together."""
        del transaction
        return Pipeline(self)

    def get(self, name: str) -> bytes | None:
        self.before()
        return self._values.get(name)

    def mget(self, names: Sequence[str]) -> list[bytes | None]:
        self.before()
        return [self._values.get(name) for name in names]

    def set(self, name: str, value: Any, ex: int | None = None, nx: bool = False) -> bool | None:
        del ex
        self.before()
        if nx and name in self._values:
            return None
        self._values[name] = value if isinstance(value, bytes) else str(value).encode()
        return True

    def exists(self, name: str) -> int:
        self.before()
        return int(name in self._values)

    def unlink(self, *names: str) -> int:
        self.before()
        kept: list[dict[str, Any]] = [self._values, self._hashes, self._lists, self._streams]
        return sum(one.pop(name, None) is not None for name in names for one in kept)

    def expire(self, name: str, seconds: int) -> bool:
        del seconds
        self.before()
        return name in self._values

    def hset(self, name: str, field: str, value: Any) -> None:
        self.before()
        self._hashes[name][field] = value if isinstance(value, bytes) else str(value).encode()

    def hget(self, name: str, field: str) -> bytes | None:
        self.before()
        return self._hashes[name].get(field)

    def hdel(self, name: str, field: str) -> None:
        self.before()
        self._hashes[name].pop(field, None)

    def hincrby(self, name: str, field: str, more: int) -> None:
        self.before()
        self._hashes[name][field] = str(int(self._hashes[name].get(field, b"0")) + more).encode()

    def rpush(self, name: str, *values: bytes) -> int:
        self.before()
        self._lists[name] += values
        return len(self._lists[name])

    def llen(self, name: str) -> int:
        self.before()
        return len(self._lists[name])

    def xadd(self, name: str, fields: Mapping[bytes, bytes]) -> None:
        self.before()
        self._entries += 1
        self._streams[name][str(self._entries).encode()] = dict(fields)

    def xread(self, streams: Mapping[str, str], count: int) -> list[tuple[bytes, list[Any]]]:
        self.before()
        (name,) = streams
        entries = list(self._streams[name].items())[:count]
        return [(name.encode(), entries)] if entries else []

    def xdel(self, name: str, *entries: bytes) -> None:
        self.before()
        for entry in entries:
            self._streams[name].pop(entry, None)


class Pipeline:
    """Its commands are carried out one by one when it is executed."""

    def __init__(self, redis: MemoryRedis) -> None:
        self._redis = redis
        self._commands: list[Callable[[], Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._commands.clear()

    def __getattr__(self, name: str) -> Callable[..., None]:
        command = getattr(self._redis, name)

        def keep(*arguments: Any, **named: Any) -> None:
            self._commands.append(lambda: command(*arguments, **named))

        return keep

    def execute(self) -> list[Any]:
        """The answers in order."""
        commands, self._commands = self._commands, []
        return [command() for command in commands]
