"""Pages of this room."""

from django.urls import path

from payouts.ledger import views

urlpatterns = [
    path("", views.funds, name="ledger-funds"),
    path("fund/<slug:slug>/", views.fund, name="ledger-fund"),
    path("fund/<slug:slug>/confirm/", views.confirm, name="ledger-confirm"),
    path("fund/<slug:slug>/accounts/<str:account>/", views.account, name="ledger-account"),
]
