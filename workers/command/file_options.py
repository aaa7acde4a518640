"""The options by which `run` and `analyze` are given files for stages."""

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


def stage_files(profile: str | None, taxonomy: str | None, topics: str | None) -> dict[str, str]:
    """Option → path of those that are given."""
    named = {"profile": profile, "taxonomy": taxonomy, "topics": topics}
    return {name: path for name, path in named.items() if path is not None}
