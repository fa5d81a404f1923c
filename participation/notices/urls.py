from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.choose, name="notices"),
    path("notices/stop/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
