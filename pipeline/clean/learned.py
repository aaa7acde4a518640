"""Cleans a text with a plain function, with a profile that this process has learnt."""

from collections.abc import Iterable
from functools import cache

from pipeline.clean.language import identify
from pipeline.clean.profile import Profile, make_profile
from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import REPAIRS, Step, character_steps, repair_steps

_profile: Profile | None = None


def learn(texts: Iterable[str]) -> None:
    """Make a profile of an archive's texts; later calls of `clean_text` use it.

    It replaces an earlier one. Stages have their own profile and do not use it.
    """
    global _profile
    steps = character_steps(repair_steps(REPAIRS))
    _profile = make_profile(repair_text(text, steps).text for text in texts)
    _steps.cache_clear()


def learned() -> Profile | None:
    """The profile of the last call of `learn` in this process."""
    return _profile


def clean_text(text: str) -> str:
    """The clean form of a text, by all repairs in their usual order."""
    return repair_text(text, _steps(), identify).text


@cache
def _steps() -> tuple[Step, ...]:
    return repair_steps(REPAIRS, _profile)
