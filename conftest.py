"""Fixtures for every tier: the services that tests need (see tests/harness)."""

from hypothesis import settings

from workers.processor import take_one_core

pytest_plugins = ["tests.harness.fixtures"]

# Threads that wait for one another count as processor time, and slow down what runs beside.
take_one_core()

# No deadline: how long an example takes depends on the machine, which no test may assert about.
settings.register_profile("docmill", deadline=None, max_examples=20)
settings.load_profile("docmill")
