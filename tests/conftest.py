"""Fixtures everybody needs: a settlement, and three people on the staff."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from settlement import sql
from settlement.accounts.models import User
from settlement.terms.models import Settlement
from tests import make

DROP_LISTS = """
    DO $$ DECLARE list text; BEGIN
        FOR list IN SELECT relname FROM pg_class
                     WHERE relkind = 'r' AND relname ~ '^roster_[a-z]+_[0-9]'
        LOOP EXECUTE 'DROP TABLE ' || quote_ident(list); END LOOP;
    END $$
"""


@pytest.fixture(autouse=True)
def no_list_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """Django empties its own tables behind a test that commits; a class list's are none of them."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (
        marker is not None and marker.kwargs.get("transaction")
    )
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        sql.run(DROP_LISTS)


@pytest.fixture(autouse=True)
def no_language_stays() -> Iterator[None]:
    """A page in Spanish leaves its language behind in the process that asked for it."""
    yield
    translation.deactivate()


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
