"""My claim, found and seen by the claimant."""

from django.urls import path

from claims.portal import views

urlpatterns = [
    path("<slug:slug>/status/", views.status, name="portal-status"),
    path("<slug:slug>/status/<uuid:public_id>/", views.claim, name="portal-claim"),
    path("<slug:slug>/status/<uuid:public_id>/withdraw/", views.withdraw, name="portal-withdraw"),
]
