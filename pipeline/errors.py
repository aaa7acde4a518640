"""Errors, classed by what to do about them. Messages name the fix."""


class DocmillError(Exception):
    """The base: an error whose message is meant for a person."""


class ConfigurationError(DocmillError):
    """What was asked for cannot be: mend the command or the settings and start again."""


class Unavailable(DocmillError):
    """A service does not answer or refuses work for now: wait, then repeat."""


class DocumentError(DocmillError):
    """This one document cannot be worked: give it up, continue with the others."""


class StopRun(DocmillError):
    """Nothing good can come of going on: stop the run, keep what is done."""
