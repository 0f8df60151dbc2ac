"""Nothing that one test's page was made of is kept for another's."""

import uuid

import pytest

from payouts.estimates import keeping


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "FORM", uuid.uuid4().hex)
