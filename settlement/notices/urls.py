"""The local site's mail."""

from django.urls import path

from settlement.notices import views

urlpatterns = [
    path("", views.mail, name="notices-mail"),
    path("<int:notice_id>/", views.letter, name="notices-letter"),
]
