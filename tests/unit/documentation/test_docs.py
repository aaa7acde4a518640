"""The reference in docs/ is what the program says of itself."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.harness.shell import invocations
from workers.command.command_line import command_line
from workers.settings import Settings

DOCS = Path(__file__).parents[3] / "docs"


def generate() -> ModuleType:
    """The script docs/generate.py as a module."""
    specification = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "settings.md"])
def test_the_reference_is_up_to_date(name: str) -> None:
    """Run `python docs/generate.py` when this fails."""
    assert (DOCS / "reference" / name).read_text(encoding="utf-8") == generate().pages()[name]


def test_every_command_argument_and_option_is_explained() -> None:
    """What has no help text would stand in the reference without a meaning."""
    commands: dict[str, Any] = generate().commands(command_line())
    assert [name for name, command in commands.items() if not command.help] == []
    unexplained = [
        f"{name} {param.name}"
        for name, command in commands.items()
        for param in command.params
        if not param.help
    ]
    assert unexplained == []


def test_every_command_shows_examples_that_it_accepts() -> None:
    """Its help has at least one line that calls it, as it would be typed."""
    for name, command in generate().commands(command_line()).items():
        # Several blanks part a line of the shell from what explains it.
        typed = [one for one in re.split(r" {2,}|\n", command.epilog) if "docmill " in one]
        shown = [words for line in typed for words in invocations(line)]
        own = [words for words in shown if words[: len(name.split())] == name.split()]
        assert own, name
        for words in own:
            # Raises for an option that does not exist or a value that does not fit.
            command.make_context(name, words[len(name.split()) :])


def test_every_setting_is_explained() -> None:
    """Each has a description, and its variable stands in the reference."""
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"`DOCMILL_{name.upper()}`" in page
