"""Addresses of the public pages. The short ones lead to the only town, or to a choice."""

from django.urls import path

from participation import public

urlpatterns = [
    path("", public.home, name="home"),
    path("status/", public.status_home, name="status"),
    path("m/<slug:slug>/", public.municipality, name="municipality"),
    path("m/<slug:slug>/status/", public.status, name="municipality_status"),
    path("m/<slug:slug>/imprint/", public.legal, {"page": "imprint"}, name="imprint"),
    path("m/<slug:slug>/privacy/", public.legal, {"page": "privacy"}, name="privacy"),
    path("m/<slug:slug>/accessibility/", public.legal, {"page": "accessibility"}, name="accessibility"),
]
