"""Cleaning a text by a plain function, with what this process has learnt of the archive."""

from collections.abc import Iterable
from functools import cache

from pipeline.clean.language import identify
from pipeline.clean.profile import Profile, make_profile
from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import REPAIRS, Step, character_steps, repair_steps

_profile: Profile | None = None


def learn(texts: Iterable[str]) -> None:
    """Make a profile of an archive's texts, as they are; later calls of `clean_text` use it.

    It replaces what was learnt before. Stages have a profile of their own and do not look here.
    """
    global _profile
    steps = character_steps(repair_steps(REPAIRS))
    _profile = make_profile(repair_text(text, steps).text for text in texts)
    _steps.cache_clear()


def learned() -> Profile | None:
    """The profile of the last `learn` of this process."""
    return _profile


def clean_text(text: str) -> str:
    """The clean form of a text, by all repairs in their usual order."""
    return repair_text(text, _steps(), identify).text


@cache
def _steps() -> tuple[Step, ...]:
    return repair_steps(REPAIRS, _profile)
