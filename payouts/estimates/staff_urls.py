"""What the staff may try: the simulator and shadow runs, below the money's address."""

from django.urls import path

from payouts.estimates import shadow_views, simulate_views

urlpatterns = [
    path("simulate/", simulate_views.cases, name="simulate-cases"),
    path("simulate/<slug:slug>/", simulate_views.simulate, name="simulate"),
    path("simulate/<slug:slug>/plot.svg", simulate_views.plot, name="simulate-plot"),
    path("simulate/<slug:slug>/awards.csv", simulate_views.table, name="simulate-table"),
    path("simulate/<slug:slug>/scenario/", simulate_views.scenario, name="simulate-scenario"),
    path("shadow/", shadow_views.shadow_list, name="shadow-list"),
    path("shadow/new/<slug:slug>/", shadow_views.shadow_new, name="shadow-new"),
    path("shadow/<uuid:public_id>/", shadow_views.shadow_page, name="shadow-page"),
    path("shadow/<uuid:public_id>/kinds.csv", shadow_views.shadow_kinds, name="shadow-kinds"),
    path("shadow/<uuid:public_id>/tried.toml", shadow_views.shadow_text, name="shadow-text"),
]
