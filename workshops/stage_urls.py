"""URLs of the stage."""

from django.urls import path

from .stage import stage

urlpatterns = [path("stage/<str:token>/", stage, name="stage")]
