"""What this process has learnt of the texts that `clean_text` is going to be given."""

from collections.abc import Iterable

from pipeline.clean.profile import Profile, make_profile
from pipeline.clean.repairs import repair_text

_profile: Profile | None = None


def learn(texts: Iterable[str]) -> None:
    """Make a profile of an archive's texts, as they are; later calls of `clean_text` use it.

    It replaces what was learnt before. Stages have a profile of their own and do not look here.
    """
    global _profile
    _profile = make_profile(repair_text(text)[0] for text in texts)


def learned() -> Profile | None:
    """The profile of the last `learn` of this process."""
    return _profile
