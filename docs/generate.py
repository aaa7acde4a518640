"""Writes docs/reference/commands.md and settings.md from the program itself.

`python docs/generate.py` after changing a command or a setting; a test fails when it was forgotten.
"""

import inspect
import json
import sys
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from pipeline.classify.stage import ClassifyStage
from pipeline.clean import CleanStage
from pipeline.convert import ConvertStage
from pipeline.extract.stage import ExtractStage
from workers.command.command_line import command_line
from workers.settings import CONFIG_VARIABLE, PREFIX, Settings

REFERENCE = Path(__file__).parent / "reference"
GENERATED = "<!-- Written by docs/generate.py; do not edit. -->"


def main() -> int:
    """Write the files of the reference; returns the exit code."""
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[str, str]:
    """file name → text of every generated page."""
    return {"commands.md": commands_page(), "settings.md": settings_page()}


def commands_page() -> str:
    """Every command with its arguments, options and examples."""
    group: Any = command_line()
    parts = [GENERATED, "# Commands", "`docmill [OPTIONS] COMMAND …`", _plain(group.help)]
    parts.append(_options([p for p in group.params if p.name != "help"]))
    every = commands(group)
    parts.append(
        "\n".join(f"- [`docmill {name}`](#docmill-{name.replace(' ', '-')})" for name in every)
    )
    for name, command in every.items():
        parts += [f"## docmill {name}", f"`{_usage(name, command.params)}`", _plain(command.help)]
        if command.params:
            parts.append(_options(command.params))
        if command.epilog:
            parts.append(f"```text\n{_plain(command.epilog)}\n```")
    return "\n\n".join(parts) + "\n"


def commands(group: Any, before: str = "") -> dict[str, Any]:
    """Name → command, those of groups by both names."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found.update(commands(command, f"{before}{name} "))
        else:
            found[f"{before}{name}"] = command
    return found


def settings_page() -> str:
    """Every setting with its variable, default and meaning."""
    rows = [
        f"| `{PREFIX}{name.upper()}` | {_default(field)} | {_cell(field.description or '')} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(
        [
            GENERATED,
            "",
            "# Settings",
            "",
            "A setting is taken from the environment, else from the TOML file that "
            f"`{CONFIG_VARIABLE}` names (there by its name in lower case without `{PREFIX}`), "
            "else it has its default. `docmill config` shows the values in force and where each "
            "comes from.",
            "",
            "| Variable | Default | Meaning |",
            "|---|---|---|",
            *rows,
            "",
            *stage_options(),
        ]
    )


def stage_options() -> list[str]:
    """The options of docmill's own stages and converters, as their classes describe them."""
    lines = [
        "## Options of stages",
        "",
        "They are set in `DOCMILL_STAGE_OPTIONS` as JSON by stage, or in the file under "
        "`[stage_options.clean]` and so on. Documents that were indexed with other options are "
        "worked again by the next run. The limits of `convert` are [with the formats]"
        "(formats.md#limits).",
        "",
    ]
    for stage in (ConvertStage, CleanStage, ExtractStage, ClassifyStage):
        lines += [f"### {stage.name}", "", *_described(stage)]
    for converter in ConvertStage().converters:
        if _own_options(type(converter)):
            lines += [f"### convert: {converter.name}", "", *_described(type(converter))]
    return lines


def _described(kind: type) -> list[str]:
    """What a class says of itself, and its options with their defaults."""
    told = (inspect.getdoc(kind) or "").partition("\n\nRaises:")[0]
    rows = [f"| `{one.name}` | {_value(one.default)} |" for one in _own_options(kind)]
    return [
        told.replace("\n", " ").replace("  ", "\n\n"),
        "",
        "| Option | Default |",
        "|---|---|",
        *rows,
        "",
    ]


def _own_options(kind: type) -> list[inspect.Parameter]:
    """The options that a user may give; limits are those of the stage."""
    is_stage = kind is ConvertStage
    return [
        one
        for one in inspect.signature(kind).parameters.values()
        if one.kind is not one.VAR_KEYWORD and (is_stage or one.name != "limits")
    ]


def _value(default: Any) -> str:
    if default is None or default == "":
        return "not set" if default is None else "empty"
    return f"`{json.dumps(default)}`"


def _usage(name: str, params: list[Any]) -> str:
    words = [f"docmill {name}{' [OPTIONS]' if params else ''}"]
    for param in params:
        if param.param_type_name == "argument":
            word = (param.metavar or param.name) + ("…" if param.nargs == -1 else "")
            words.append(word if param.required else f"[{word}]")
    return " ".join(words)


def _options(params: list[Any]) -> str:
    rows = ["| Argument or option | Meaning |", "|---|---|"]
    for param in params:
        if param.param_type_name == "argument":
            named = f"`{param.metavar or param.name}`"
        else:
            named = " ".join(f"`{flag}`" for flag in (*param.opts, *param.secondary_opts))
        notes = ["may be repeated"] if param.multiple else []
        shown = param.show_default
        if isinstance(shown, str):
            notes.append(f"default: {shown}")
        elif shown and isinstance(param.default, int | str) and param.default not in (False, ""):
            notes.append(f"default: {param.default}")
        told = f" ({'; '.join(notes)})" if notes else ""
        rows.append(f"| {named} | {_cell(param.help)}{told} |")
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    if field.default_factory is dict:
        return "`{}`"
    if field.is_required() or field.default_factory is not None:
        return "depends on the machine"
    if field.default is None:
        return "not set"
    return f"`{_cell(str(field.default))}`" if field.default != "" else "empty"


def _plain(text: str) -> str:
    """The text without the marks that keep Typer from wrapping a paragraph."""
    return text.replace("\b\n", "").strip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
