"""Every page of the first floor."""

from django.urls import include, path

urlpatterns = [
    path("staff/exclusions/", include("claims.optouts.urls")),
    path("staff/claims/", include("claims.review.urls")),
    path("", include("claims.wizard.urls")),
    path("", include("claims.portal.urls")),
]
