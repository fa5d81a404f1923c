"""Addresses of posters and table cards. `?lang=` chooses the language."""

from django.urls import path

from . import views

urlpatterns = [
    path("workshops/<int:pk>/poster-a4.pdf", views.poster, {"size": "a4"}, name="poster_a4"),
    path("workshops/<int:pk>/poster-a3.pdf", views.poster, {"size": "a3"}, name="poster_a3"),
    path("workshops/<int:pk>/table-cards.pdf", views.table_cards, name="table_cards"),
]
