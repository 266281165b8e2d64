"""What tests of the ground floor share."""

import io
import logging

import pytest


@pytest.fixture
def log_text():
    """A function that returns what the site's own handler has written."""
    console, written = logging.getLogger("django").handlers[0], io.StringIO()
    before = console.setStream(written)
    yield written.getvalue
    console.setStream(before)
