"""Pages of this room."""

from django.urls import path

from payouts.reports import views

urlpatterns = [
    path("", views.home, name="staff-home"),
    path("check/", views.check, name="reports-check"),
]
