"""`make release-check`: what a user would get from this commit, built, installed and run.

Builds sdist and wheel, the wheel out of the sdist, installs it in an empty environment with the
newest versions that it allows, and runs the demo with nothing of the repository on the path. What
is wrong ends it with one line. `docs/how-to/release.md` says what comes before and after.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("pipeline", "workers")
QUERY = "harbour"  # the demo finds it


def main() -> None:
    """Check everything, in the order in which it may fail."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["version"]
    check_changelog(version)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        source, wheel = build(scratch / "built", version)
        check_content(source, wheel)
        programs = install(scratch / "environment", wheel)
        check_version(programs, version)
        run_demo(scratch / "elsewhere", programs)
    if "urls" not in project:
        print("Before it is published: pyproject.toml has no [project.urls] yet.")
    print(f"docmill {version} can be released.")


def check_changelog(version: str) -> None:
    """The version has a section."""
    if f"## [{version}]" not in (ROOT / "CHANGELOG.md").read_text("utf-8"):
        sys.exit(f"CHANGELOG.md has no section [{version}]")


def build(folder: Path, version: str) -> tuple[Path, Path]:
    """The sdist, and the wheel that is built out of it alone."""
    print("Building …", flush=True)
    call(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder))
    source = folder / f"docmill-{version}.tar.gz"
    call(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
        "--wheel-dir", str(folder), str(source),
    )  # fmt: skip
    return source, folder / f"docmill-{version}-py3-none-any.whl"


def check_content(source: Path, wheel: Path) -> None:
    """Sdist and wheel hold every file of the packages that git knows, and no other."""
    listed = call("git", "ls-files", *PACKAGES).split("\n")
    wanted = {name for name in listed if name}
    with zipfile.ZipFile(wheel) as archive:
        compare(wheel.name, wanted, {n for n in archive.namelist() if n.startswith(PACKAGES)})
    with tarfile.open(source) as unpacked:
        names = {member.name.partition("/")[2] for member in unpacked if member.isfile()}
    compare(source.name, wanted, {name for name in names if name.startswith(PACKAGES)})


def compare(what: str, wanted: set[str], found: set[str]) -> None:
    """End with the first names that are missing, or too many."""
    for kind, names in (("lacks", wanted - found), ("has, and git does not,", found - wanted)):
        if names:
            sys.exit(f"{what} {kind} {', '.join(sorted(names)[:5])} ({len(names)} files)")


def install(environment: Path, wheel: Path) -> Path:
    """The folder of programs of an environment in which nothing but the wheel was asked for."""
    print("Installing into an empty environment …", flush=True)
    venv.create(environment, with_pip=True)
    programs = environment / "bin"
    call(str(programs / "python"), "-m", "pip", "install", "--quiet", str(wheel))
    call(str(programs / "python"), "-m", "pip", "check")
    return programs


def check_version(programs: Path, version: str) -> None:
    """The command tells the version that pyproject.toml has."""
    said = call(str(programs / "docmill"), "--version").strip()
    if said != f"docmill {version}":
        sys.exit(f"`docmill --version` says {said!r} for {version}")


def run_demo(folder: Path, programs: Path) -> None:
    """Run deploy/demo.sh in a folder that has the seeds and no code."""
    print("Running the demo …", flush=True)
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    (folder / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "demo.sh", folder / "deploy")
    environment = {
        name: value for name, value in os.environ.items()
        if not name.startswith(("DOCMILL_", "PYTHON"))
    } | {"BIN": str(programs), "DOCMILL_DATA_DIR": str(folder / "data")}  # fmt: skip
    print(call("bash", str(folder / "deploy" / "demo.sh"), environment=environment))
    docmill = str(programs / "docmill")
    found = call(docmill, "search", QUERY, "--json", environment=environment, folder=folder)
    if '"id"' not in found:
        sys.exit(f"the demo's index has nothing for {QUERY!r}: {found[:200]}")


def call(*command: str, environment: Mapping[str, str] | None = None, folder: Path = ROOT) -> str:
    """Standard output of a command; ends with its errors when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    main()
