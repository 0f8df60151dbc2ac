"""The front door: one include per app, by name, so that nothing here imports upwards."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("staff/log/", include("settlement.audit.urls")),
    path("staff/work/", include("settlement.work.urls")),
    path("staff/people/", include("settlement.people.urls")),
    path("staff/roster/", include("settlement.listpages.urls")),
    path("mail/", include("settlement.notices.urls")),
    path("", include("payouts.urls")),
    path("", include("claims.urls")),
    path("", include("settlement.terms.urls")),  # last: its first part is any case's slug
]
