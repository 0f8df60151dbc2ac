"""Pages of this room."""

from django.urls import path

from claims.review import totals_views, views
from claims.review.contradicting import contradicting

urlpatterns = [
    path("", views.all_queues, name="review-queues"),
    path("find/", views.find, name="review-find"),
    path("contradicting/", contradicting, name="review-contradicting"),
    path("allowed/<slug:slug>/", totals_views.allowed, name="review-allowed"),
    path("allowed/<slug:slug>/csv/", totals_views.allowed_csv, name="review-allowed-csv"),
    path("take/<slug:slug>/", views.take, name="review-take"),
    path("<uuid:public_id>/", views.claim, name="review-claim"),
    path("<uuid:public_id>/decide/", views.decide, name="review-decide"),
    path("<uuid:public_id>/allow/<str:question>/", views.allow, name="review-allow"),
    path("<uuid:public_id>/put-back/", views.put_back, name="review-put-back"),
    path("<uuid:public_id>/near/", views.look_for_near_misses, name="review-near"),
    path("<uuid:public_id>/reopen/", views.reopen, name="review-reopen"),
]
