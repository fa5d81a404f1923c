from django.urls import path

from . import console, views

urlpatterns = [
    path("workshops/", views.workshops, name="workshops"),
    path("workshops/new/", views.workshop_new, name="workshop_new"),
    path("workshops/<int:pk>/edit/", views.workshop_edit, name="workshop_edit"),
    path("workshops/<int:pk>/add/", views.item_add, name="item_add"),
    path("workshops/<int:pk>/items/<int:item_pk>/", views.item_edit, name="item_edit"),
    path("tradeoffs/", views.tradeoffs, name="tradeoffs"),
    path("tradeoffs/new/", views.tradeoff_write, name="tradeoff_new"),
    path("tradeoffs/<int:pk>/next/", views.tradeoff_write, name="tradeoff_next"),
    path("tradeoffs/<int:pk>/", views.tradeoff, name="tradeoff"),
    path("console/<int:pk>/", console.show, name="console"),
    path("console/<int:pk>/step/", console.step, name="console_step"),
    path("console/<int:pk>/undo/", console.undo, name="console_undo"),
    path("console/<int:pk>/act/", console.act, name="console_act"),
    path("console/<int:pk>/decide/", console.decide, name="console_decide"),
]
