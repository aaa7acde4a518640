"""The options by which `run` and `analyze` are given files and repairs for stages."""

from typing import Annotated

import typer

ProfileOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="A source profile (see docmill profile) in place of the one docmill learns.",
    ),
]
TaxonomyOption = Annotated[
    str | None, typer.Option(metavar="FILE", help="Your own topics: a TOML file of labels.")
]
TopicsOption = Annotated[
    str | None, typer.Option(metavar="FILE", help="A trained model of topics.")
]

RepairsOption = Annotated[
    str,
    typer.Option(
        metavar="none|safe|all",
        help="none: change no word; safe: take words away only where more than one document "
        "speaks against them, else mark them; all: take away what safe marks as well.",
        show_default="safe",
    ),
]


def stage_files(profile: str | None, taxonomy: str | None, topics: str | None) -> dict[str, str]:
    """Option → path of those that are given."""
    named = {"profile": profile, "taxonomy": taxonomy, "topics": topics}
    return {name: path for name, path in named.items() if path is not None}
