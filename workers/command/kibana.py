"""`docmill kibana import`: data views, dashboards and saved searches for Kibana."""

from pathlib import Path
from typing import Annotated

import typer

from workers.command.view.output import JsonOption, print_json, results, wants_json

HELP = "Show the index in Kibana."

EPILOG = """\
\b
Examples:
  DOCMILL_KIBANA_URL=http://elastic:password@127.0.0.1:5601 docmill kibana import
  docmill kibana import --output docmill.ndjson     to import it by hand

\b
They are for the indices of DOCMILL_INDEX_NAME: data views of documents, runs
and failures, a dashboard of the archive, one of the runs, saved searches. What
was imported before is replaced; objects of your own stay. By hand: Kibana,
Stack Management, Saved Objects, Import.

\b
JSON: {"imported": NUMBER}, or {"output": FILE} with --output.
"""

group = typer.Typer(name="kibana", help=HELP, rich_markup_mode=None)


@group.command("import", epilog=EPILOG)
def import_(
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write them to a file instead, as NDJSON."),
    ] = None,
    json: JsonOption = None,
) -> int:
    """Import docmill's data views, dashboards and saved searches into Kibana."""
    from pipeline.errors import ConfigurationError
    from workers.kibana.importing import SETTING, import_objects
    from workers.kibana.saved_objects import ndjson
    from workers.settings import load_settings

    settings = load_settings()
    lines = ndjson(settings.index_name)
    if output is not None:
        try:
            output.write_text(lines, encoding="utf-8")
        except OSError as error:
            raise ConfigurationError(f"cannot write {output}: {error.strerror}") from error
        told: dict[str, object] = {"output": str(output)}
    elif settings.kibana_url is None:
        raise ConfigurationError(
            f"no Kibana is named: set {SETTING} (http://user:password@host:5601), or write a file "
            "for it with --output"
        )
    else:
        imported = import_objects(settings.kibana_url, lines, settings.index_ca_file)
        told = {"imported": imported}
    if wants_json(json):
        print_json(told)
    else:
        for name, value in told.items():
            results.print(f"{name}: {value}", style="bold")
    return 0
