"""The folder a test Elasticsearch runs from: built once with Maven, then kept in a cache.

Beside this module lie its pieces: the Maven project that names the jars, the launcher and the
logging configuration.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import platformdirs

VERSION = "9.2.0"
OLDEST_JAVA = 21
MAVEN_SECONDS = 1200.0
PIECES = Path(__file__).parent
# Part of the marker: raise it when the layout built below changes, so that old caches are rebuilt.
_LAYOUT = 1
_NETTY_MODULE = "transport-netty4"
_JVM_FOLDERS = (
    "/usr/lib/jvm/*",
    "/opt/java",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)
_ZSTD_FILES = (
    "/usr/lib/*-linux-gnu/libzstd.so.1",
    "/lib/*-linux-gnu/libzstd.so.1",
    "/usr/lib64/libzstd.so.1",
    "/usr/lib/libzstd.so.1",
    "/opt/homebrew/lib/libzstd.dylib",
    "/usr/local/lib/libzstd.dylib",
    "/usr/local/lib/libzstd.so.1",
)


class HomeNotBuilt(RuntimeError):
    """Maven could not bring the jars, or something the home is made of is missing."""


def why_not() -> str | None:
    """Say in one sentence what keeps Elasticsearch from starting here; None when nothing does.

    Cheap and without network access: that Maven can reach a repository shows only in a start.
    """
    if os.name != "posix":
        return "the test Elasticsearch runs on Linux and macOS only"
    if find_java() is None:
        return (
            f"needs a JDK {OLDEST_JAVA} or newer (not only a JRE): install one such as Temurin, "
            "and set JAVA_HOME if it is not in a usual place"
        )
    if _is_complete(_cache_root()):
        return None
    if shutil.which("mvn") is None:
        return "needs mvn to fetch the Elasticsearch jars once: install Maven (package `maven`)"
    if _find_zstd() is None:
        return "needs the zstd library: install it (package `libzstd1`, `libzstd` or `zstd`)"
    return None


@cache
def find_java() -> str | None:
    """The first `java` that is new enough and can run a source file; None when there is none."""
    candidates: list[Path] = []
    if home := os.environ.get("JAVA_HOME"):
        candidates.append(Path(home, "bin", "java"))
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    candidates += [folder / "bin" / "java" for folder in _glob(_JVM_FOLDERS)]
    for java in candidates:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            listing = subprocess.run(
                [java, "--list-modules"], check=False, capture_output=True, text=True, timeout=30
            ).stdout
            modules = dict(re.findall(r"^([\w.]+)@(\d+)", listing, re.MULTILINE))
            # jdk.compiler: the launcher is a source file.
            needed = {"java.base", "jdk.compiler", "jdk.incubator.vector"} <= modules.keys()
            if needed and int(modules["java.base"]) >= OLDEST_JAVA:
                return str(java)
    return None


def _find_zstd() -> Path | None:
    return next(_glob(_ZSTD_FILES), None)


def _glob(patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


def _cache_root() -> Path:
    base = os.environ.get("DOCMILL_TEST_CACHE") or platformdirs.user_cache_dir("docmill")
    return Path(base).expanduser().absolute() / f"elasticsearch-{VERSION}"


def _fingerprint() -> str:
    return f"{_LAYOUT}-{hashlib.sha256((PIECES / 'pom.xml').read_bytes()).hexdigest()}"


def _is_complete(root: Path) -> bool:
    try:
        return (root / "complete").read_text() == _fingerprint()
    except FileNotFoundError:
        return False


def built_root() -> Path:
    """Return the cache folder with `lib` and `home`, building it first when it is not complete.

    One process builds while others wait. The marker is written last, so what a killed build left
    behind is thrown away.
    """
    import fcntl  # POSIX only; the module must still import elsewhere for `why_not`

    root = _cache_root()
    if _is_complete(root):
        return root
    root.parent.mkdir(parents=True, exist_ok=True)
    with open(root.with_name(root.name + ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_complete(root):
            shutil.rmtree(root, ignore_errors=True)
            _fetch_jars(root / "lib", lock.fileno())
            _lay_out_home(root / "home", root / "lib")
            (root / "complete").write_text(_fingerprint())
    return root


def _fetch_jars(lib: Path, lock: int) -> None:
    """Copy the server's jars into `lib` with Maven; raise HomeNotBuilt when it fails.

    Maven inherits the descriptor `lock`: should we be killed, nobody starts over beside it.
    """
    lib.mkdir(parents=True)
    # -U: a download that once failed must not stay failed in the local repository.
    command = ["mvn", "-B", "-q", "-U", "-Dstyle.color=never", "-f", str(PIECES / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={lib}"]
    command += ["-DincludeScope=runtime"]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=MAVEN_SECONDS,
            pass_fds=(lock,),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise HomeNotBuilt(f"Maven took longer than {MAVEN_SECONDS:.0f} s") from error
    if done.returncode != 0:
        tail = "\n".join(done.stdout.splitlines()[-40:])
        raise HomeNotBuilt(f"Maven could not fetch the Elasticsearch jars:\n{tail}")


def _lay_out_home(home: Path, lib: Path) -> None:
    """Make the folders Elasticsearch expects, moving the network module's jars out of `lib`."""
    module = home / "modules" / _NETTY_MODULE
    native = home / "lib" / "platform" / _platform_name()
    for folder in (home / "config", home / "plugins", module, native):
        folder.mkdir(parents=True)
    for pattern in ("netty-*.jar", f"{_NETTY_MODULE}-*.jar"):
        for jar in lib.glob(pattern):
            jar.rename(module / jar.name)
    name = "plugin-descriptor.properties"
    with zipfile.ZipFile(module / f"{_NETTY_MODULE}-{VERSION}.jar") as jar_file:
        descriptor = jar_file.read(f"META-INF/es-plugins/{_NETTY_MODULE}/{name}").decode()
    # On a class path there are no named modules for it to be part of.
    kept = [line for line in descriptor.splitlines() if not line.startswith("modulename")]
    (module / name).write_text("\n".join(kept) + "\n")
    zstd = _find_zstd()
    if zstd is None:
        raise HomeNotBuilt("needs the zstd library")
    shutil.copyfile(zstd, native / ("libzstd.dylib" if sys.platform == "darwin" else "libzstd.so"))


def _platform_name() -> str:
    """The folder name Elasticsearch looks for native libraries in, such as ``linux-x64``."""
    system = "darwin" if sys.platform == "darwin" else "linux"
    return f"{system}-{'aarch64' if platform.machine() in ('arm64', 'aarch64') else 'x64'}"
