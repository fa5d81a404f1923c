from django.urls import path

from . import views

urlpatterns = [
    path("w/<slug:room>/propose/", views.propose, name="phone_propose"),
    path("r/<str:token>/", views.receipt, name="receipt"),
]
