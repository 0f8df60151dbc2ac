"""Long work as rows: the progress bar, the restart and the evidence in one."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class JobStatus(models.TextChoices):
    OPEN = "open", "Going on"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped: a chunk failed again and again"


class Job(models.Model):
    """One piece of long work, cut into chunks.

    chunk_task, closing_task: names of Celery tasks taking chunk_id and job_id
    subject: what the work is about, in words that outlive our tables (a run's public id)
    """

    settlement = models.ForeignKey("settlement.Settlement", models.PROTECT, null=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=8, choices=JobStatus, default=JobStatus.OPEN)
    chunk_task = models.CharField(max_length=80)
    closing_task = models.CharField(max_length=80)
    made_by = models.ForeignKey("settlement.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(status="open"), name="job_open"),
            models.Index(fields=["kind", "subject"], name="job_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()


class Chunk(models.Model):
    """A part of a job that one transaction does: rows first..last, both included.

    rung_at: when a bell was last rung for it; the beat gives that bell some time
    """

    job = models.ForeignKey(Job, models.PROTECT, related_name="chunks")
    number = models.IntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    attempts = models.SmallIntegerField(default=0)
    rows = models.BigIntegerField(null=True)
    rung_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="chunk_number_once_per_job"),
            models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="chunk_in_order"),
        ]
        indexes = [models.Index(fields=["job"], condition=Q(done_at=None), name="chunk_open")]

    def __str__(self) -> str:
        return f"chunk {self.number} of {self.job}"
