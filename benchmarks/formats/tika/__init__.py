"""Apache Tika, got by Maven into a cache, and run as a library by a small program beside this."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import platformdirs

VERSION = "3.3.1"  # as in pom.xml
PIECES = Path(__file__).parent
CACHE = Path(platformdirs.user_cache_dir("docmill")) / f"tika-{VERSION}"


class Read(NamedTuple):
    """What Tika made of a file: its text, CPU seconds, and what went wrong ("" if nothing)."""

    text: str
    seconds: float
    error: str


class Reading(NamedTuple):
    """All files, and what the process took for each CPU second of the thread that read them.

    `collecting`: with the collection of garbage; `compiling`: with Java's compiler, too.
    """

    files: list[Read]
    collecting: float
    compiling: float


def read(files: Sequence[Path], warming: int, counted: int) -> Reading:
    """What Tika makes of these files; the seconds of each are the median of the counted rounds.

    Raises:
        RuntimeError: Java or Maven are missing, or the jars cannot be got.
    """
    for tool in ("java", "javac", "mvn"):
        if shutil.which(tool) is None:
            raise RuntimeError(f"the comparison with Tika needs {tool}: install a JDK and Maven")
    jars = CACHE / "jars"
    if not jars.exists():
        fresh = CACHE / "fresh"
        command = ["mvn", "-B", "-q", "-f", str(PIECES / "pom.xml")]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={fresh}"]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        fresh.rename(jars)
    path = f"{jars}/*:{CACHE}"
    subprocess.run(["javac", "-cp", path, "-d", str(CACHE), str(PIECES / "Main.java")], check=True)
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder, "names")
        names.write_text("\n".join(map(str, files)))
        # The compiler's threads live to the end, so that what they took can be told.
        java = ["java", "-Xmx2g", "-XX:-UseDynamicNumberOfCompilerThreads", "-cp", path, "Main"]
        java += [str(names), folder, str(warming), str(counted)]
        subprocess.run(java, check=True, stderr=subprocess.DEVNULL)
        found: list[Read] = []
        *lines, process = Path(folder, "files.tsv").read_text().splitlines()
        for number, line in enumerate(lines):
            _, seconds, error = line.split("\t")
            text = Path(folder, f"{number}.txt").read_text(errors="replace")
            found.append(Read(text, float(seconds), error))
        collecting, compiling = map(float, process.split("\t"))
        return Reading(found, collecting, compiling)
