"""The page of a job."""

import pytest
from django.test import Client

from settlement.accounts.models import User
from settlement.work import services as work
from settlement.work.models import Job
from settlement.work.views import time_left
from tests import make


@pytest.fixture
def job(db: None) -> Job:
    return work.open_job(
        kind="verification",
        settlement_id=None,
        subject="small",
        chunk_task="tests.chunk",
        closing_task="tests.close",
        ranges=[(1, 10), (11, 20)],
        by=User.objects.service("tests"),
    )


def test_it_asks_again_while_the_job_is_open_and_no_longer(client: Client, job: Job) -> None:
    client.force_login(make.user("reviewer", name="Rita"))
    page = client.get(f"/staff/work/{job.pk}/").content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert 'http-equiv="refresh"' in page

    Job.objects.update(status="done")

    part = client.get(f"/staff/work/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert "<html" not in part


def test_a_job_that_stopped_says_why(client: Client, job: Job) -> None:
    Job.objects.update(status="stopped")
    job.chunks.filter(number=1).update(error="the disk is full")
    client.force_login(make.user("reviewer", name="Rita"))

    assert "the disk is full" in client.get(f"/staff/work/{job.pk}/").content.decode()


def test_it_leads_on_to_the_next_step(client: Client, job: Job) -> None:
    following = work.open_job(
        kind="verification",
        settlement_id=None,
        subject="small",
        chunk_task="tests.chunk",
        closing_task="tests.close",
        ranges=[],
        by=User.objects.service("tests"),
    )
    Job.objects.update(status="done")
    client.force_login(make.user("reviewer", name="Rita"))

    assert f"/staff/work/{following.pk}/" in client.get(f"/staff/work/{job.pk}/").content.decode()


def test_charlie_does_not_see_it(client: Client, job: Job, charlie: User) -> None:
    client.force_login(charlie)

    assert client.get(f"/staff/work/{job.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (12.3, "less than a minute left"),
        (70, "about a minute left"),
        (119, "about 2 minutes left"),
    ],
)
def test_the_time_left_is_said_as_one_says_it(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words
