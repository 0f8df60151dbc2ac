"""The class list in numbers: what is in use, how it came in, what was rejected."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from settlement.duplicates import candidates, duplicates
from settlement.listpages import standing
from settlement.roster.models import ImportStatus, RosterImport
from settlement.terms.models import Settlement
from settlement.work.views import time_left

COUNTS = "settlement.view_rosterimport"
REJECTS = "settlement.view_importreject"


@require_safe
@permission_required(COUNTS, raise_exception=True)
def lists(request: HttpRequest) -> HttpResponse:
    return render(request, "settlement/roster/lists.html", {"lists": standing.lists()})


@require_safe
@permission_required(COUNTS, raise_exception=True)
def case_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One case's list and every import of it; counts alone."""
    settlement = get_object_or_404(Settlement, slug=slug)
    imports = [*standing.imports_of(settlement)]
    stands = standing.standing_of(settlement, imports)
    search = duplicates.latest_search(settlement)
    context = {
        "settlement": settlement,
        "imports": imports,
        "rejects_kept": standing.rejects_kept(imports),
        "in_use": stands.in_use,
        "members": stands.members,
        "merged": standing.merged_members(stands.in_use) if stands.in_use else 0,
        "search": search,
        "out_of_date": search is not None and not duplicates.is_current(search),
        "shared": candidates.shared_in(search) if search else [],
    }
    return render(request, "settlement/roster/list.html", context)


@require_safe
@permission_required(COUNTS, raise_exception=True)
def one_import(request: HttpRequest, slug: str, import_id: int) -> HttpResponse:
    """One import; to htmx, while it loads, the part that changes."""
    row = _import(slug, import_id)
    loading = row.status == ImportStatus.LOADING
    progress = standing.progress(row, now=timezone.now()) if loading else None
    context: dict[str, Any] = {
        "import": row,
        "progress": progress,
        "time_left": time_left(progress.left) if progress else "",
    }
    if request.headers.get("HX-Request"):
        response = render(request, "settlement/roster/import_progress.html", context)
        if not loading:
            response["HX-Refresh"] = "true"
        return response
    if request.user.has_perm(REJECTS):
        context["rejects"] = standing.rejects_of(row, request.GET)
    return render(request, "settlement/roster/import.html", context)


@require_safe
@permission_required(REJECTS, raise_exception=True)
def rejects(request: HttpRequest, slug: str, import_id: int) -> StreamingHttpResponse:
    """All rejects of an import as CSV, streamed: there may be millions."""
    row = _import(slug, import_id)
    name = f"{slug}-import-{row.pk}-rejects.csv"
    return StreamingHttpResponse(
        standing.rejects_csv(row),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _import(slug: str, import_id: int) -> RosterImport:
    found = RosterImport.objects.select_related("settlement", "made_by")
    return get_object_or_404(found, settlement__slug=slug, pk=import_id)
