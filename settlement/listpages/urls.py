"""Pages of this room."""

from django.urls import path

from settlement.listpages import merge_views, views

urlpatterns = [
    path("", views.lists, name="roster-lists"),
    path("<slug:slug>/", views.case_list, name="roster-list"),
    path("<slug:slug>/imports/<int:import_id>/", views.one_import, name="roster-import"),
    path("<slug:slug>/imports/<int:import_id>/rejects.csv", views.rejects, name="roster-rejects"),
    path("<slug:slug>/search/", merge_views.search, name="roster-search"),
    path("<slug:slug>/merges/", merge_views.merges, name="roster-merges"),
    path("<slug:slug>/merges/compare/", merge_views.pair, name="roster-pair"),
    path("<slug:slug>/merges/<int:change_id>/", merge_views.change, name="roster-change"),
]
