from django.urls import path

from . import http

urlpatterns = [
    path("<slug:room>/state", http.state, name="live_state"),
    path("<slug:room>/vote", http.vote, name="live_vote"),
]
