from django.urls import path

from . import views

urlpatterns = [
    path("home/", views.home_of_staff, name="home_of_staff"),
    path("account/", views.account, name="account"),
    path("enter/<str:token>/", views.quick_login, name="quick_login"),
]
