"""Pages of this room."""

from django.urls import path

from payouts.residual import views

urlpatterns = [
    path("", views.cases, name="residual-cases"),
    path("disposals/<uuid:public_id>/", views.disposal_page, name="disposal-page"),
    path("disposals/<uuid:public_id>/approve/", views.disposal_approve, name="disposal-approve"),
    path("disposals/<uuid:public_id>/withdraw/", views.disposal_withdraw, name="disposal-withdraw"),
    path("disposals/<uuid:public_id>/paid/", views.disposal_paid, name="disposal-paid"),
    path("disposals/<uuid:public_id>/list/<int:place>/", views.state_list, name="state-list"),
    path("<slug:slug>/", views.page, name="residual-page"),
    path("<slug:slug>/second/", views.second_new, name="second-new"),
    path("<slug:slug>/late/", views.late_new, name="late-new"),
    path("<slug:slug>/disposals.csv", views.disposals_csv, name="disposals-csv"),
    path("<slug:slug>/make/<slug:kind>/", views.disposal_make, name="disposal-make"),
]
