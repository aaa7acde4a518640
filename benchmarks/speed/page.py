"""How fast `docmill serve` answers: `python -m benchmarks.speed.page [--documents N] [--keep DIR]`.

Documents as of `benchmarks.speed.search` (100,000 unless told) in an embedded index, a tenth of
them copies, dated over ten years, in folders. A server of its own over it, by the real command, is
asked 20 times a second, whether it has answered or not: searches with all facets, by words of the
articles, half of them filtered or on a later page; documents; values of a facet; completions. No
two searches are by the same words, until all that there are were asked for.

Prints median and 95th percentile of each kind in milliseconds of the clock, so the machine must be
quiet; the memory of the server; and, where there is Chromium, the bytes of a first load and the
time to the first hit on a line that is throttled as its developer tools throttle "slow 4G".

`--keep DIR` keeps the index there, and takes it from there the next time.
"""

import argparse
import contextlib
import http.client
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec

from benchmarks.speed.index import worked
from benchmarks.speed.milliseconds import cut
from benchmarks.speed.search import AT_ONCE, SEED, document, kinds
from pipeline.index import IndexEntry
from workers.indexes.embedded.index import EmbeddedIndex

DOCMILL = Path(sys.executable).with_name("docmill")
PORT = 8689
A_SECOND = 20
SECONDS = 60
# As Chromium's developer tools throttle "slow 4G": bytes a second each way, milliseconds of delay.
DOWN, UP, DELAY = 0.9 * 1_600_000 / 8, 0.9 * 750_000 / 8, 562.5
FOLDERS = 200
# In the first two are files too: programs, and what of the index's is mapped, of which the system
# takes back what it needs.
MEMORY = {
    "VmHWM": "memory of the server, most",
    "VmRSS": "memory of the server, now",
    "RssAnon": "of that without files",
}
TYPED = "typed.json"  # what is asked for, beside an index that is kept

Ask = Callable[[random.Random], str]


class Typed(msgspec.Struct):
    """What is asked for: words, parts of names, places to filter by, ids."""

    words: list[str]
    names: list[str]
    places: list[str]
    ids: list[str]


def main() -> int:
    """Fill an index, serve it, ask; print a line for each kind of request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with contextlib.ExitStack() as stack:
        data = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        typed = filled(data, given.documents)
        process, address = stack.enter_context(served(data))
        chance = random.Random(SEED)
        asks = requests(typed)
        for ask in asks.values():  # the first of each opens files that all later ones have open
            taken(address, ask(chance))
        report(asked(address, asks, given.seconds, chance))
        memory = re.findall(
            r"(VmHWM|VmRSS|RssAnon):\s*(\d+)", Path(f"/proc/{process.pid}/status").read_text()
        )
        for name, kilobytes in memory:
            told = MEMORY[name]
            print(f"{told:<28} {int(kilobytes) / 1_000:8.1f} MB")
        # One word of the articles, without a filter: of several there may be no hit to wait for.
        word = next(one for one in typed.words if " " not in one)
        look(address, f"/?{urlencode({'q': word})}")
    return 0


def filled(data: Path, number: int) -> Typed:
    """An index of documents in a data directory, if none is there, and what is asked of it."""
    if (data / TYPED).is_file():
        return msgspec.json.decode((data / TYPED).read_bytes(), type=Typed)
    records = worked()
    chance = random.Random(SEED)
    index = EmbeddedIndex(data / "index")
    index.prepare()
    for some in cut(list(range(number)), AT_ONCE):
        index.write([placed(document(at, records, chance), at, chance) for at in some])
    index.close()
    of_kind = kinds(records)
    typed = Typed(
        words=[of_kind["words"](chance) for _ in range(2_000)],
        names=[name for one in records for name in one.get("people", ())][:2_000],
        places=sorted({name for one in records for name in one.get("places", ())}),
        ids=[f"{at:032x}" for at in chance.sample(range(number), min(number, 2_000))],
    )
    (data / TYPED).write_bytes(msgspec.json.encode(typed))
    return typed


def placed(entry: IndexEntry, at: int, chance: random.Random) -> IndexEntry:
    """A document with a date and a place in a folder; every tenth has the text of another."""
    month = f"{2015 + chance.randrange(10)}-{1 + chance.randrange(12):02}"
    fields = {
        **entry.fields,
        "source": f"file:///archive/{at % 7}/{at % FOLDERS:03}/{at}.txt",
        "published": f"{month}-{1 + chance.randrange(28):02}T00:00:00Z",
    }
    if at % 10 == 9:
        fields["content_hash"] = f"{at - 1:032x}"
    return IndexEntry(entry.id, entry.version, fields)


def requests(typed: Typed) -> dict[str, Ask]:
    """What makes the path of a request, by kind."""
    words = itertools.cycle(dict.fromkeys(typed.words))

    def search(chance: random.Random) -> str:
        asked = {"q": next(words)}
        match chance.randrange(6):
            case 0:
                asked["place"] = chance.choice(typed.places)
            case 1:
                asked["page"] = str(chance.randint(2, 5))
            case 2:
                asked |= {"from": "2018", "to": "2020"}
        return f"/?{urlencode(asked)}"

    def one(chance: random.Random) -> str:
        return f"/document/{chance.choice(typed.ids)}?{urlencode({'q': next(words)})}"

    def values(_: random.Random) -> str:
        return f"/facet/person?{urlencode({'q': next(words)})}"

    def completion(chance: random.Random) -> str:
        name = chance.choice(typed.names)
        return f"/api/complete?{urlencode({'q': name[: chance.randint(2, 5)]})}"

    return {"search": search, "document": one, "facet": values, "completion": completion}


@contextlib.contextmanager
def served(data: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The page over a data directory, by the real command; its process and address."""
    environment = {**os.environ, "DOCMILL_DATA_DIR": str(data)}
    serving = [str(DOCMILL), "serve", "--json", "--port", str(PORT)]
    with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["page"]
        try:
            yield process, address
        finally:
            process.terminate()


def asked(
    address: str, asks: dict[str, Ask], seconds: int, chance: random.Random
) -> dict[str, list[float]]:
    """Milliseconds of each request, by kind, each from when it was due."""
    shares = {"search": 10, "document": 7, "facet": 1, "completion": 2}
    turns = [kind for kind, share in shares.items() for _ in range(share)]
    found: dict[str, list[float]] = {kind: [] for kind in asks}
    with ThreadPoolExecutor(A_SECOND * 4) as pool:
        begun = time.perf_counter()
        waiting = []
        for number in range(A_SECOND * seconds):
            due = begun + number / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            kind = chance.choice(turns)
            waiting.append((kind, pool.submit(taken, address, asks[kind](chance), due)))
        for kind, one in waiting:
            found[kind].append(one.result())
    return found


def taken(address: str, path: str, due: float | None = None) -> float:
    """Milliseconds until an answer was read to its end."""
    due = time.perf_counter() if due is None else due
    with contextlib.closing(http.client.HTTPConnection(urlsplit(address).netloc)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, (path, answer.status)
    return (time.perf_counter() - due) * 1_000


def report(found: dict[str, list[float]]) -> None:
    """A line for each kind."""
    for kind, costs in found.items():
        ordered = sorted(costs)
        p95 = ordered[int(0.95 * len(ordered))]
        middle = statistics.median(ordered)
        print(f"{kind:<12} {len(costs):6,} requests, ms: {middle:7.1f} median {p95:7.1f} p95")


def look(address: str, path: str) -> None:
    """Load a search for the first time on a slow line, and print what that takes."""
    program = shutil.which("chromium")
    if program is None:
        print("there is no Chromium, so no first load was measured")
        return
    from playwright.sync_api import Request, sync_playwright

    sizes: list[int] = []

    def count(request: Request) -> None:
        taken = request.sizes()
        sizes.append(taken["responseBodySize"] + taken["responseHeadersSize"])

    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=options)
        tab = browser.new_page()
        tools = tab.context.new_cdp_session(tab)
        tools.send("Network.enable")
        throttled = {"downloadThroughput": DOWN, "uploadThroughput": UP, "latency": DELAY}
        tools.send("Network.emulateNetworkConditions", {"offline": False, **throttled})
        tab.on("requestfinished", count)
        begun = time.perf_counter()
        tab.goto(f"{address}{path}", wait_until="commit")
        tab.locator(".hit h2 a").first.wait_for()
        first = time.perf_counter() - begun
        tab.wait_for_load_state("networkidle")
        browser.close()
    print(f"{'first load':<28} {sum(sizes) / 1_000:8.1f} KB")
    print(f"{'first hit, slow 4G':<28} {first:8.2f} s")


if __name__ == "__main__":
    sys.exit(main())
