"""Reads docker-compose.yml and the Dockerfile, for tests that have no Docker."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
MAKE_ENV = ROOT / "deploy" / "make-env.sh"
IMAGE = "docmill"

_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


class MissingVariable(Exception):
    """A variable of the form `${NAME:?message}` has no value."""


@dataclass(frozen=True)
class Service:
    """What a test needs of one of our own services."""

    name: str
    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    environment: Mapping[str, str]
    healthcheck: tuple[str, ...] | None
    has_data: bool


@cache
def compose_file() -> Any:
    """The Compose file, its variables not yet replaced; not to be changed."""
    return yaml.load(COMPOSE_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)


def replaced(value: Any, variables: Mapping[str, str]) -> Any:
    """A value of the file with `$$`, `${A}`, `${A:-default}` and `${A:?message}` replaced.

    Raises:
        MissingVariable: with the message.
    """
    if isinstance(value, dict):
        return {key: replaced(one, variables) for key, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, variables) for one in value]
    if not isinstance(value, str):
        return value

    def substitute(match: re.Match[str]) -> str:
        if match["name"] is None:
            return "$"
        given = variables.get(match["name"], "")
        if not given and match["kind"] == "?":
            raise MissingVariable(match["rest"])
        return given or (match["rest"] or "")

    return _VARIABLE.sub(substitute, value)


def made_variables(folder: Path) -> dict[str, str]:
    """What `deploy/make-env.sh` writes into a folder's .env."""
    file = folder / ".env"
    subprocess.run(["sh", str(MAKE_ENV), str(file)], check=True, capture_output=True)
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return dict(line.split("=") for line in lines)


def own_services(variables: Mapping[str, str]) -> dict[str, Service]:
    """name → the services that run docmill's image."""
    services = replaced(compose_file()["services"], variables)
    return {
        name: Service(
            name,
            tuple(service.get("entrypoint", (IMAGE,))),
            tuple(service["command"]),
            service["environment"],
            tuple(service["healthcheck"]["test"]) if "healthcheck" in service else None,
            "volumes" in service,
        )
        for name, service in services.items()
        if service["image"] == IMAGE
    }


def dockerfile() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each with its arguments on one line."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def image_environment() -> dict[str, str]:
    """The variables that the final image sets, without PATH."""
    instructions = dockerfile()
    final = max(i for i, (name, _) in enumerate(instructions) if name == "FROM")
    pairs = " ".join(rest for name, rest in instructions[final:] if name == "ENV").split()
    return {name: value for name, _, value in (p.partition("=") for p in pairs) if name != "PATH"}
