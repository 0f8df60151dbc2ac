"""Pages of this room."""

from django.urls import path

from payouts.explanations import views

urlpatterns = [
    path("<slug:slug>/status/<uuid:public_id>/amount/", views.amount, name="amount-mine"),
    path("<slug:slug>/status/<uuid:public_id>/amount.pdf", views.amount_pdf, name="amount-pdf"),
]
