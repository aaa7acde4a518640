"""`docmill config`: every setting, its value and its origin."""

from typing import TYPE_CHECKING, Any

from workers.command.view.output import JsonOption, print_json, results, wants_json

if TYPE_CHECKING:
    from workers.settings import Settings

EPILOG = """\
\b
A setting is taken from the environment (DOCMILL_DATA_DIR=/data), else from the
TOML file that DOCMILL_CONFIG names (data_dir = "/data"), else it has its
default. Passwords are shown as ***.

\b
Examples:
  docmill config
  DOCMILL_CONFIG=docmill.toml docmill config
  docmill config --json | jq '.[] | select(.origin != "default")'
"""


def config(json: JsonOption = None) -> int:
    """Show every setting, its value and where it comes from."""
    from workers.settings import load_settings

    rows = setting_rows(load_settings())
    if wants_json(json):
        print_json(rows)
    else:
        _show(rows)
    return 0


def setting_rows(settings: "Settings") -> list[dict[str, Any]]:
    """Name, variable, value, origin and description of each setting; secrets are masked."""
    from workers.settings import PREFIX, origins

    whence = origins(settings)
    values = settings.model_dump(mode="json")
    return [
        {
            "name": name,
            "variable": f"{PREFIX}{name.upper()}",
            "value": _shown(name, values[name]),
            "origin": whence[name],
            "description": field.description,
        }
        for name, field in type(settings).model_fields.items()
    ]


def _shown(name: str, value: Any) -> Any:
    """A value without its secret."""
    from workers.address import masked
    from workers.settings import SECRETS

    if name in SECRETS and value:
        return "***"
    return masked(value) if isinstance(value, str) else value


def _show(rows: list[dict[str, Any]]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    from workers.settings import CONFIG_VARIABLE, config_file

    for row in rows:
        value = "not set" if row["value"] is None else str(row["value"])
        style = "" if row["origin"] == "default" else "bold green"
        results.print(
            Text.assemble(
                (row["variable"], "bold"), " = ", (value, style), (f"  ({row['origin']})", "dim")
            )
        )
        results.print(Padding(Text(row["description"], "dim"), (0, 0, 0, 4)), soft_wrap=False)
    results.print(f"{CONFIG_VARIABLE}: {config_file() or 'no file'}")
