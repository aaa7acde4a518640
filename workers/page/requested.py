"""What a request asks of the application: its index, its settings, the document of the address."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipeline.index import Index
from workers.page.completion import KnownNames
from workers.page.nearly_equal import Groupings
from workers.settings import Settings


def index_of(request: Request) -> Index:
    """The index that the page reads."""
    index: Index = request.app.state.index
    return index


def settings_of(request: Request) -> Settings:
    """The settings with which the server was started."""
    settings: Settings = request.app.state.settings
    return settings


def user_of(request: Request) -> str:
    """The name of who asks; "" where nobody needs one."""
    user: str = request.state.visitor.user
    return user


def token_of(request: Request) -> str:
    """What the forms of this visitor carry, and no page elsewhere knows."""
    token: str = request.app.state.access.token(request.state.visitor.key)
    return token


def names_of(request: Request) -> KnownNames:
    """The names that the index knows."""
    names: KnownNames = request.app.state.names
    return names


def groupings_of(request: Request) -> Groupings:
    """The results whose nearly equal hits are put together."""
    groupings: Groupings = request.app.state.groupings
    return groupings


def record_of(request: Request) -> Mapping[str, Any]:
    """The stored fields of the document whose id is in the address.

    Raises:
        HTTPException: 404, the index has no such document.
    """
    record = index_of(request).get(request.path_params["id"])
    if record is None:
        raise HTTPException(404, "no document has this id; it may have been removed since")
    return record
