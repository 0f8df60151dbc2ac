"""The claim form, one address a page."""

from django.urls import path

from claims.wizard import views

urlpatterns = [
    path("<slug:slug>/claim/", views.begin, name="wizard-start"),
    path("<slug:slug>/claim/forget/", views.forget, name="wizard-forget"),
    path("<slug:slug>/claim/again/", views.again, name="wizard-again"),
    path("<slug:slug>/claim/receipt/", views.receipt, name="wizard-receipt"),
    path("<slug:slug>/claim/notice/", views.notice, {"key": "notice"}),
    path("<slug:slug>/claim/review/", views.review, {"key": "review"}, name="wizard-review"),
    path("<slug:slug>/claim/sign/", views.sign, {"key": "sign"}),
    path("<slug:slug>/claim/<slug:key>/", views.step, name="wizard-step"),
]
