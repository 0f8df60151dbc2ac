"""The public estimate, below a case's own address."""

from django.urls import path

from payouts.estimates import views

urlpatterns = [
    path("", views.estimate, name="estimate"),
    path("plot-<slug:language>.svg", views.plot, name="estimate-plot"),
    path("estimate.csv", views.table, name="estimate-table"),
]
