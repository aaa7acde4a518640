"""All commands; importing this module registers them, in the order of `docmill --help`."""

from workers.command import run  # noqa: F401
