"""Options that several commands share: what to read of a source, files for stages, repairs."""

from typing import Annotated

import typer

IncludeOption = Annotated[
    list[str] | None, typer.Option(help="Only paths and members that match this pattern.")
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option(help="No paths and members that match this pattern.")
]
TextFieldOption = Annotated[
    str | None,
    typer.Option(
        help="The field of a record, or column of a table, that holds the text; a.b inside an "
        "object. Without it, the field is found by its name (Body, Article Text, content.body)."
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="MEANING=FIELD,…",
        help="Fields for other meanings: title, author, published, url, id, media_type, text.",
    ),
]
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
        help="none: change no word; safe: remove words only where several documents show that they "
        "are no content, else mark them; all: also remove what safe marks.",
        show_default="safe",
    ),
]


def field_map(text_field: str | None, maps: list[str] | None) -> dict[str, str]:
    """The fields that were named: meaning → field.

    Raises:
        ConfigurationError: one is not MEANING=FIELD, or a meaning is given twice.
    """
    from pipeline.errors import ConfigurationError
    from pipeline.sources.field_names import MEANINGS

    found = {"text": text_field} if text_field else {}
    for pair in (pair for given in maps or () for pair in given.split(",")):
        meaning, equals, field = (part.strip() for part in pair.partition("="))
        if not equals or not field or meaning not in MEANINGS:
            raise ConfigurationError(
                f"--map {pair!r} is not MEANING=FIELD with a meaning out of {', '.join(MEANINGS)}; "
                "as in --map title=headline.main,text=content.body"
            )
        if found.setdefault(meaning, field) != field:
            raise ConfigurationError(
                f"the field for the {meaning} is given twice, {found[meaning]!r} and {field!r}"
            )
    return found


def stage_files(profile: str | None, taxonomy: str | None, topics: str | None) -> dict[str, str]:
    """Option → path, of the options that are given."""
    named = {"profile": profile, "taxonomy": taxonomy, "topics": topics}
    return {name: path for name, path in named.items() if path is not None}
