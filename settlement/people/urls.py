"""Pages of this room."""

from django.urls import path

from settlement.people import views

urlpatterns = [
    path("", views.people, name="people-list"),
    path("add/", views.add, name="people-add"),
    path("<int:person_id>/", views.person, name="people-person"),
]
