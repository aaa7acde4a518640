"""Errors, classified by what to do about them. Messages name the fix."""


class DocmillError(Exception):
    """The base class: errors whose message is written for the user."""


class ConfigurationError(DocmillError):
    """A command or a setting is wrong: mend it and start again."""


class WrongIndex(ConfigurationError):
    """What is there is no index that this docmill can use: make it anew or choose another."""


class Unavailable(DocmillError):
    """A service does not answer or refuses work for now: wait, then repeat."""


class DocumentError(DocmillError):
    """One document cannot be worked: it fails, the others continue."""


class StopRun(DocmillError):
    """To continue would not help: the run stops, what is done is kept."""


def is_panic(error: BaseException) -> bool:
    """Whether an error is a panic of a library in Rust, which PyO3 raises as no `Exception`."""
    return type(error).__name__ == "PanicException"
