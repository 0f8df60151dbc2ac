"""Pages of this room."""

from django.urls import path

from settlement.work import views

urlpatterns = [path("<int:job_id>/", views.job, name="work-job")]
