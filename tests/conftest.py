"""Fixtures everybody needs: a settlement, and three people on the staff."""

import pytest

from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make


@pytest.fixture
def settlement(db: None) -> Settlement:
    return make.settlement()


@pytest.fixture
def alice(db: None) -> User:
    """Makes runs and batches, and reviews claims."""
    return make.user("finance maker", "reviewer", name="Alice")


@pytest.fixture
def bob(db: None) -> User:
    """Approves what Alice made."""
    return make.user("finance approver", "lead reviewer", name="Bob")


@pytest.fixture
def charlie(db: None) -> User:
    """On the staff, without any role: what Charlie may not do is tried wherever Alice may."""
    return make.user(name="Charlie")
