"""Bells that nobody heard are rung again: soon where the broker was away, else after a while."""

import pytest
from celery import Celery
from django.conf import settings

from settlement.celery import app
from settlement.work import tasks
from settlement.work.models import Job


@pytest.fixture
def nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    dead = Celery(broker="redis://127.0.0.1:1/0", set_as_current=False)
    dead.conf.task_publish_retry_policy = settings.CELERY_TASK_PUBLISH_RETRY_POLICY
    dead.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(tasks, "current_app", dead)


def test_chunks_that_were_rung_for_are_given_time(job: Job) -> None:
    with app.connection() as connection, connection.channel() as broker:
        before = broker.queue_declare("web").message_count

        assert tasks.ring(job_id=job.pk) == 2

        assert broker.queue_declare("web").message_count == before + 2
        broker.queue_purge("web")
    assert not job.chunks.filter(rung_at=None).exists()


@pytest.mark.usefixtures("nobody_there")
def test_chunks_for_which_no_bell_could_be_rung_wait_for_the_next_beat_alone(job: Job) -> None:
    assert tasks.ring(job_id=job.pk) == 0

    assert job.chunks.filter(rung_at=None).count() == 2
