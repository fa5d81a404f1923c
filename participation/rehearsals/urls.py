"""Addresses of rehearsals. The script of the console leaves their forms to the browser."""

from django.urls import path

from . import views

urlpatterns = [
    path("rehearsals/<int:pk>/begin/", views.rehearse, name="rehearse"),
    path("rehearsals/<int:pk>/phones/", views.phones, name="rehearsal_phones"),
    path("rehearsals/<int:pk>/clear/", views.clear, name="rehearsal_clear"),
]
