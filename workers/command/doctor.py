"""`docmill doctor`: checks that everything docmill needs works, and says how to mend it."""

from typing import TYPE_CHECKING

from workers.command.exit_codes import EXIT_UNFINISHED, EXIT_USAGE
from workers.command.view.output import JsonOption, print_json, results, wants_json

if TYPE_CHECKING:
    from workers.command.checks import Check

STYLES = {"ok": "green", "warning": "yellow", "misconfigured": "bold red", "broken": "bold red"}

EPILOG = """\
\b
Checks the settings, the data directory and its disk, the ledger, the broker,
its workers, the index, and the stages with their models, which it runs on one
sentence. It changes nothing.

\b
Exit code 0: all is well, or there are only warnings. 2: the configuration is
wrong. 3: something is broken or cannot be reached.

\b
Examples:
  docmill doctor
  docmill doctor --json | jq '.checks[] | select(.state != "ok")'

\b
JSON: one document {"ok", "checks": [{"name", "state", "detail", "mend"}]}.
"""


def doctor(json: JsonOption = None) -> int:
    """Check broker, index, models, disk; say how to mend them."""
    from workers.command.checks import examine

    checks = examine()
    states = {check.state for check in checks}
    wrong = states & {"misconfigured", "broken"}
    if wants_json(json):
        print_json({"ok": not wrong, "checks": checks})
    else:
        _show(checks)
    return EXIT_USAGE if "misconfigured" in wrong else EXIT_UNFINISHED if wrong else 0


def _show(checks: "list[Check]") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        text = Text(check.detail)
        if check.mend:
            text.append(f"\n→ {check.mend}", "bold")
        table.add_row(Text(check.state, STYLES[check.state]), check.name, text)
    results.print(table)
