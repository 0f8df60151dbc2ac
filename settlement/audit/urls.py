"""Pages of this room."""

from django.urls import path

from settlement.audit import views

urlpatterns = [path("", views.log, name="audit-log")]
