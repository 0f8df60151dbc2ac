"""Every page of the top floor."""

from django.urls import include, path

urlpatterns = [
    path("staff/money/runs/", include("payouts.allocation.urls")),
    path("staff/money/batches/", include("payouts.payments.urls")),
    path("staff/money/", include("payouts.estimates.staff_urls")),
    path("staff/money/residual/", include("payouts.residual.urls")),
    path("staff/money/", include("payouts.ledger.urls")),
    path("staff/", include("payouts.reports.urls")),
    path("", include("payouts.auditpack.urls")),
    path("", include("payouts.explanations.urls")),  # below any case's slug
    path("<slug:slug>/estimate/", include("payouts.estimates.public_urls")),
]
