"""Pages of this room."""

from django.urls import path

from claims.optouts import views

urlpatterns = [
    path("", views.exclusions, name="exclusion-list"),
    path("record/", views.record, name="exclusion-record"),
    path("<uuid:public_id>/", views.exclusion, name="exclusion"),
    path("<uuid:public_id>/reverse/", views.reverse, name="exclusion-reverse"),
]
