"""`docmill elasticsearch roles`: who may do what with docmill's indices."""

from typing import Annotated

import typer

from workers.command.view.output import JsonOption, print_json, print_text, wants_json

HELP = "Set up an Elasticsearch for docmill."

EPILOG = """\
\b
Three roles: a producer (docmill run) makes the indices and writes, a worker only
writes, an analyst only reads, in Kibana too. They are for the indices of
DOCMILL_INDEX_NAME and no others.

\b
Examples:
  docmill elasticsearch roles            requests for Kibana, Dev Tools
  docmill elasticsearch roles --make     makes the roles, by DOCMILL_INDEX_URL
  docmill elasticsearch roles --json | jq '.roles'

\b
Give users these roles (POST /_security/user/NAME), or make API keys by the
requests that are printed, and set DOCMILL_INDEX_API_KEY to the "encoded" of the
answer. --make needs a user who may manage security.

\b
JSON: {"roles": {NAME: BODY}, "api_keys": [BODY]}; with --make {"made": [NAME]}.
"""

group = typer.Typer(name="elasticsearch", help=HELP, rich_markup_mode=None)


@group.command(epilog=EPILOG)
def roles(
    make: Annotated[
        bool, typer.Option("--make", help="Make the roles instead of printing them.")
    ] = False,
    json: JsonOption = None,
) -> int:
    """Print roles with the least privileges, and requests for API keys."""
    import msgspec

    from pipeline.errors import ConfigurationError
    from workers.indexes.elasticsearch import roles as known
    from workers.settings import load_settings

    settings = load_settings()
    bodies = known.roles(settings.index_name)
    if make:
        if settings.index_url is None:
            raise ConfigurationError("no Elasticsearch is named: set DOCMILL_INDEX_URL")
        known.make_roles(settings, bodies)
        if wants_json(json):
            print_json({"made": list(bodies)})
        else:
            print_text(f"made: {', '.join(bodies)}\n")
        return 0
    keys = known.api_keys(settings.index_name)
    if wants_json(json):
        print_json({"roles": bodies, "api_keys": keys})
        return 0
    requests = [(f"PUT /_security/role/{name}", body) for name, body in bodies.items()]
    requests += [("POST /_security/api_key", body) for body in keys]
    for line, body in requests:
        text = msgspec.json.format(msgspec.json.encode(body), indent=2).decode()
        print_text(f"{line}\n{text}\n\n")
    return 0
