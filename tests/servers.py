"""A pytest plugin: real PostgreSQL and Valkey for the tests, started before settings are read."""

import os
from collections.abc import Generator

import pytest

from settlement.launcher.testing import start_servers


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """A wrapper runs first: before pytest-django asks for the settings.

    The workers of pytest-xdist find the URLs in the environment that they inherit.
    """
    start_servers()
    # To import the launcher was to import `settlement`, which names the site's own settings.
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    return (yield)
