"""Pages of this room."""

from django.urls import path

from payouts.allocation import views

urlpatterns = [
    path("", views.run_list, name="run-list"),
    path("new/", views.run_new, name="run-new"),
    path("<uuid:public_id>/", views.run_page, name="run-page"),
    path("<uuid:public_id>/progress/", views.run_progress, name="run-progress"),
    path("<uuid:public_id>/measures.csv", views.run_measures, name="run-measures"),
    path("<uuid:public_id>/compare/", views.run_compare, name="run-compare"),
    path("<uuid:public_id>/compare/causes.csv", views.run_causes, name="run-causes"),
    path("<uuid:public_id>/compare/measures.csv", views.run_compared, name="run-compared"),
    path("<uuid:public_id>/compare/<slug:cause>/", views.run_cause, name="run-cause"),
    path("<uuid:public_id>/approve/", views.run_approve, name="run-approve"),
    path("<uuid:public_id>/give-up/", views.run_give_up, name="run-give-up"),
]
