"""Pages of this room."""

from django.urls import path

from payouts.explanations import views

urlpatterns = [
    path("staff/money/runs/<uuid:run_id>/why/", views.run_why, name="run-why"),
    path("<slug:slug>/status/<uuid:public_id>/amount/", views.amount, name="amount-mine"),
    path("<slug:slug>/status/<uuid:public_id>/amount.pdf", views.amount_pdf, name="amount-pdf"),
]
