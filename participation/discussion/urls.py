from django.urls import path

from . import views

urlpatterns = [
    path("conversations/", views.conversations, name="conversations"),
    path("conversations/<int:pk>/say/", views.say, name="conversation_say"),
    path("conversations/decide/<int:pk>/", views.decide, name="conversation_decide"),
    path("conversations/second-look/<int:pk>/", views.second_look, name="second_look"),
    path("r/<str:token>/reply/<int:pk>/", views.reply, name="receipt_reply"),
    path("p/<int:pk>/report/<int:contribution>/", views.report, name="report"),
    path("m/<slug:slug>/moderation/", views.moderation, name="moderation"),
]
