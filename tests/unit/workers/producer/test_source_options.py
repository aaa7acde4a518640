"""The limits of sources come from the settings."""

import msgspec

from pipeline.sources import Limits
from workers.producer.source_options import source_limits
from workers.settings import load_settings


def test_every_limit_that_a_message_names_is_a_setting() -> None:
    """Under the same name; from where the ratio counts is not for users to say."""
    named = {field.name for field in msgspec.structs.fields(Limits)} - {"ratio_from_bytes"}
    changed = {name: getattr(Limits(), name) + 1 for name in named}
    limits = source_limits(load_settings(**changed))
    assert {name: getattr(limits, name) for name in named} == changed
