from django.urls import path

from . import feed_views, views

urlpatterns = [
    path("p/<int:pk>/news.atom", feed_views.proposal, name="proposal_feed"),
    path("m/<slug:slug>/answers.atom", feed_views.town, name="town_feed"),
    path("r/<int:pk>/<str:token>/news.atom", feed_views.authors, name="authors_feed"),
    path("r/<int:pk>/<str:token>/dates.ics", feed_views.authors_calendar, name="authors_calendar"),
    path("p/<int:pk>/follow/", views.follow, name="follow"),
    path("p/<int:pk>/follow/sent/", views.sent, name="follow_sent"),
    path("m/<slug:slug>/workshops/<int:pk>/news.atom", feed_views.workshop, name="workshop_feed"),
    path("m/<slug:slug>/workshops/<int:pk>/follow/", views.follow_workshop, name="follow_workshop"),
    path("m/<slug:slug>/workshops/<int:pk>/follow/sent/", views.sent_for_workshop, name="follow_workshop_sent"),
    path("follow/<str:token>/", views.confirm, name="follow_confirm"),
    path("follow/<str:token>/stop/", views.stop, name="follow_stop"),
]
