"""Fixtures for every tier: the services that tests need (see tests/harness)."""

from hypothesis import settings

pytest_plugins = ["tests.harness.fixtures"]

# No deadline: how long an example takes depends on the machine, which no test may assert about.
settings.register_profile("docmill", deadline=None, max_examples=20)
settings.load_profile("docmill")
