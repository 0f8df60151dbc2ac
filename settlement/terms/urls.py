"""The public site: the cases, and each case under its slug."""

from django.urls import path

from settlement.terms import views

urlpatterns = [
    path("", views.cases, name="terms-cases"),
    path("<slug:slug>/", views.case, name="terms-case"),
    path("<slug:slug>/genuine/", views.genuine, name="terms-genuine"),
    path("<slug:slug>/terms.toml", views.file, name="terms-file"),
    path("<slug:slug>/terms-<int:number>.toml", views.file, name="terms-file-version"),
]
