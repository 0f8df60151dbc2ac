"""Pages of this room."""

from django.urls import path

from payouts.payments import views

urlpatterns = [
    path("", views.batch_list, name="batch-list"),
    path("make/<uuid:run_id>/", views.batch_make, name="batch-make"),
    path("<uuid:public_id>/", views.batch_page, name="batch-page"),
    path("<uuid:public_id>/approve/", views.batch_approve, name="batch-approve"),
    path("<uuid:public_id>/void/", views.batch_void, name="batch-void"),
    path("<uuid:public_id>/answer/", views.batch_answer, name="batch-answer"),
    path("<uuid:public_id>/file/", views.batch_download, name="batch-download"),
]
