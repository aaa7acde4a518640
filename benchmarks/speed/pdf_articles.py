"""The pace of the whole chain on articles as one-page PDFs, against the same articles as text.

    python -m benchmarks.speed.pdf_articles [--documents 2000] [--rounds 3]

Both are indexed in turn by `docmill run` beside one `docmill up` with the embedded index, whose
workers are warm. The PDFs are made at run time. Prints a line for each run, with the processor time
of all processes together, and the medians of the ratios of each round; the aim is 0.75.
"""

import argparse
import sys
import tempfile
import textwrap
from pathlib import Path

from benchmarks.corpus import Article, articles
from benchmarks.measuring.docmill_command import docmill_environment, docmill_run, running_up
from benchmarks.measuring.ratios import in_turn, paired
from benchmarks.measuring.running import RunFailed
from benchmarks.measuring.spending import spent_by, spent_by_ended
from testbed.broker import free_port
from testbed.pdf_writer import HEIGHT, WIDTH, lines, pdf

LIMIT_SECONDS = 1_800.0
WARMING_DOCUMENTS = 100
MARGIN = 50  # points
SIZES = (10.0, 8.0, 6.0, 4.0)  # of letters, in points: the largest at which all is on one page
WIDTH_OF_A_LETTER, LINE = 0.5, 1.2  # in sizes of letters

Paces = dict[str, dict[int, float]]


def one_page(article: Article) -> bytes | None:
    """An article as a PDF of one page; None if it is too long for that."""
    for size in SIZES:
        letters = int((WIDTH - 2 * MARGIN) / (WIDTH_OF_A_LETTER * size))
        paragraphs = [article.title, *article.text.split("\n\n")]
        text = "\n\n".join(textwrap.fill(paragraph, letters) for paragraph in paragraphs)
        if (text.count("\n") + 1) * LINE * size <= HEIGHT - 2 * MARGIN:
            drawn = [
                line._replace(size=size)
                for line in lines(text, x=MARGIN, top=HEIGHT - MARGIN, step=LINE * size)
                if line.text
            ]
            return pdf([drawn], info={"Title": article.title})
    return None


def write(folder: Path, most: int) -> int:
    """Writes articles as `text/label/id.txt` and `pdf/label/id.pdf`; returns how many."""
    count = 0
    for article in articles("bbc"):
        if count == most:
            break
        if (page := one_page(article)) is None:
            continue
        text = f"{article.title}\n\n{article.text}\n".encode()
        for kind, suffix, data in (("text", "txt", text), ("pdf", "pdf", page)):
            path = folder / kind / article.label / f"{article.id.replace('/', '-')}.{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        count += 1
    return count


def measure(scratch: Path, documents: int, rounds: int) -> tuple[Paces, Paces]:
    """Documents a second, and documents a second of processor time, by kind and round."""
    warming, corpus = scratch / "warming", scratch / "corpus"
    warmed, documents = write(warming, WARMING_DOCUMENTS), write(corpus, documents)
    up = {
        **docmill_environment(scratch / "data", None, "articles"),
        "DOCMILL_FLOWER_PORT": str(free_port()),
        "DOCMILL_PAGE_PORT": str(free_port()),
    }
    paces: Paces = {"text": {}, "pdf": {}}
    of_processor: Paces = {"text": {}, "pdf": {}}
    with running_up(up) as stack:
        for kind in paces:
            docmill_run(warming / kind, warmed, up, LIMIT_SECONDS)
        for number in range(rounds):
            for kind in in_turn(list(paces), number):
                before = spent_by([stack]) + spent_by_ended()
                seconds, _ = docmill_run(corpus / kind, documents, up, LIMIT_SECONDS)
                spent = spent_by([stack]) + spent_by_ended() - before
                paces[kind][number] = documents / seconds
                of_processor[kind][number] = documents / spent
                print(
                    f"round {number + 1}  {kind:<5} {documents / seconds:7.1f} docs/s, "
                    f"{1_000 * spent / documents:5.1f} ms of processor time each",
                    flush=True,
                )
    return paces, of_processor


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as folder:
            measured = measure(Path(folder), given.documents, given.rounds)
    except RunFailed as error:
        sys.exit(f"benchmarks.speed.pdf_articles: {error}")
    for what, paces in zip(("time", "processor time"), measured, strict=True):
        ratio = paired(paces["pdf"], paces["text"])
        assert ratio is not None
        print(
            f"pace of PDF against text, by {what}, {ratio.count} rounds: median "
            f"{ratio.median:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
        )


if __name__ == "__main__":
    main()
