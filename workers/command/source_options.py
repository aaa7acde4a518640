"""The options by which `run` and `profile` choose what is read of a source."""

from typing import Annotated

import typer

IncludeOption = Annotated[
    list[str] | None, typer.Option(help="Only paths and members that match this pattern.")
]
ExcludeOption = Annotated[
    list[str] | None, typer.Option(help="No paths and members that match this pattern.")
]
TextFieldOption = Annotated[
    str, typer.Option(help="The field of a record, or column of a CSV, that holds the text.")
]
