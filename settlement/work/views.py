"""How far a piece of long work is. The page asks again by itself while it goes on."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from settlement.accounts.http import SignedInRequest
from settlement.work import services
from settlement.work.models import Job, JobStatus

SECONDS_A_MINUTE = 60


ANY_OF = ("claims.view_claim", "payouts.view_run")  # who sees claims or runs sees work on them


@login_required
def job(request: SignedInRequest, job_id: int) -> HttpResponse:
    """The whole page; to htmx the part of it that changes."""
    if not any(map(request.user.has_perm, ANY_OF)):
        raise PermissionDenied
    found = get_object_or_404(Job.objects.select_related("settlement", "made_by"), pk=job_id)
    progress = services.progress(job=found, now=timezone.now())
    context = {
        "job": found,
        "progress": progress,
        "time_left": time_left(progress.left) if found.status == JobStatus.OPEN else "",
        "following": _following(found),
        "error": found.chunks.exclude(error="").values_list("error", flat=True).first(),
    }
    whole = not request.headers.get("HX-Request")
    template = "settlement/work/job.html" if whole else "settlement/work/job_progress.html"
    return render(request, template, context)


def _following(job: Job) -> Job | None:
    """The next piece of work on the same subject: some work goes in several steps."""
    if not job.subject:
        return None
    return Job.objects.filter(subject=job.subject, pk__gt=job.pk).order_by("pk").first()


def time_left(seconds: float | None) -> str:
    """Seconds as one says them: "about 2 minutes left"; empty while nothing is known.

    >>> time_left(12.3), time_left(70), time_left(119)
    ('less than a minute left', 'about a minute left', 'about 2 minutes left')
    """
    if seconds is None:
        return ""
    if seconds < SECONDS_A_MINUTE:
        return "less than a minute left"
    minutes = round(seconds / SECONDS_A_MINUTE)
    return "about a minute left" if minutes == 1 else f"about {minutes} minutes left"
