"""Addresses of the public pages. Without a town's name they lead to the only town, or to a list of towns."""

from django.urls import path

from . import proposal_page, views, workshop_pages

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="public_language"),
    path("status/", views.status_home, name="status"),
    path("m/<slug:slug>/", views.municipality, name="municipality"),
    path("m/<slug:slug>/status/", views.status, name="municipality_status"),
    path("m/<slug:slug>/proposals.json", views.proposals, name="municipality_proposals"),
    path("m/<slug:slug>/workshops/", workshop_pages.workshops, name="municipality_workshops"),
    path("m/<slug:slug>/workshops/<int:pk>/", workshop_pages.workshop, name="workshop"),
    path("m/<slug:slug>/workshops/<int:pk>/calendar.ics", workshop_pages.calendar, name="workshop_calendar"),
    path("m/<slug:slug>/imprint/", views.legal, {"page": "imprint"}, name="imprint"),
    path("m/<slug:slug>/privacy/", views.legal, {"page": "privacy"}, name="privacy"),
    path("m/<slug:slug>/accessibility/", views.legal, {"page": "accessibility"}, name="accessibility"),
    path("p/<int:pk>/", proposal_page.proposal, name="proposal"),
]
