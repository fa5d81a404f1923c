"""URLs of the page of an evening."""

from django.urls import path

from . import files, publishing, views

urlpatterns = [
    path("e/<int:pk>/", views.evening, name="evening"),
    path("e/<int:pk>/<str:name>.<str:ending>", files.public_file, name="evening_file"),
    path("w/<slug:room>/evening/<str:name>.<str:ending>", files.room_file, name="room_evening_file"),
    path("w/<slug:room>/evening/", views.room_evening, name="room_evening"),
    path("workshops/<int:pk>/publication/", publishing.publication, name="publication"),
    path("workshops/<int:pk>/preview/", publishing.preview, name="publication_preview"),
]
