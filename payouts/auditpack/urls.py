"""Proofs below any case's slug, and the pack below its run."""

from django.urls import path

from payouts.auditpack import views

urlpatterns = [
    path("staff/money/runs/<uuid:public_id>/pack.zip", views.run_pack, name="run-pack"),
    path("<slug:slug>/proof/", views.check, name="proof-check"),
    path("<slug:slug>/status/<uuid:public_id>/proof/", views.mine, name="proof-mine"),
    path(
        "<slug:slug>/status/<uuid:public_id>/proof/run-<int:run>.json",
        views.mine_file,
        name="proof-mine-file",
    ),
]
