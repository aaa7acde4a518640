"""Fixtures for every tier: the services that tests need (see tests/harness)."""

pytest_plugins = ["tests.harness.fixtures"]
