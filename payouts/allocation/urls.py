"""Pages of this room."""

from django.urls import path

from payouts.allocation import views

urlpatterns = [
    path("", views.run_list, name="run-list"),
    path("new/", views.run_new, name="run-new"),
    path("<uuid:public_id>/", views.run_page, name="run-page"),
    path("<uuid:public_id>/progress/", views.run_progress, name="run-progress"),
    path("<uuid:public_id>/measures.csv", views.run_measures, name="run-measures"),
    path("<uuid:public_id>/approve/", views.run_approve, name="run-approve"),
    path("<uuid:public_id>/give-up/", views.run_give_up, name="run-give-up"),
]
