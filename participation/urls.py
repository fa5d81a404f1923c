"""The root URLconf; it includes that of each app."""

from django.urls import include, path

from participation import views

urlpatterns = [
    path("live/", include("participation.live.urls")),
    path("", include("workshops.phone_urls")),
    path("", include("workshops.stage_urls")),
    path("", include("workshops.urls")),
    path("", include("participation.posters.urls")),
    path("", include("participation.rehearsals.urls")),
    path("", include("participation.proposals.urls")),
    path("", include("participation.notices.urls")),
    path("", include("participation.discussion.urls")),
    path("", include("participation.dashboard.urls")),
    path("", include("participation.documentation.urls")),
    path("", include("participation.accounts.urls")),
    path("", include("participation.public.urls")),
    path("", include("participation.following.urls")),
    path("healthz", views.healthz, name="healthz"),
]
