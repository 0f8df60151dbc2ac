import pytest

from settlement.accounts.models import User
from settlement.work import services as work
from settlement.work.models import Job


@pytest.fixture
def job(db: None) -> Job:
    """A job of two chunks, open, for which nobody was rung yet."""
    return work.open_job(
        kind="test",
        settlement_id=None,
        chunk_task="tests.chunk",
        closing_task="tests.close",
        ranges=[(1, 10), (11, 20)],
        by=User.objects.service("tests"),
    )
