"""URLs for staff: workshops, trade-offs and the console."""

from django.urls import path

from . import composing, console, editor, preview, views

urlpatterns = [
    path("workshops/", views.workshops, name="workshops"),
    path("workshops/compose/", composing.compose, name="compose"),
    path("workshops/import/", composing.import_file, name="workshop_import"),
    path("workshops/<int:pk>/copy/", composing.copy, name="workshop_copy"),
    path("workshops/<int:pk>/export/", composing.export, name="workshop_export"),
    path("workshops/new/", views.workshop_new, name="workshop_new"),
    path("workshops/<int:pk>/details/", views.workshop_details, name="workshop_details"),
    path("workshops/<int:pk>/edit/", editor.workshop_edit, name="workshop_edit"),
    path("workshops/<int:pk>/add/", editor.item_add, name="item_add"),
    path("workshops/<int:pk>/items/<int:item_pk>/", editor.item_edit, name="item_edit"),
    path("workshops/<int:pk>/preview/<slug:audience>/", preview.item_preview, name="item_preview"),
    path("tradeoffs/", views.tradeoffs, name="tradeoffs"),
    path("tradeoffs/new/", views.tradeoff_write, name="tradeoff_new"),
    path("tradeoffs/<int:pk>/next/", views.tradeoff_write, name="tradeoff_next"),
    path("tradeoffs/<int:pk>/", views.tradeoff, name="tradeoff"),
    path("console/<int:pk>/", console.show, name="console"),
    path("console/<int:pk>/step/", console.step, name="console_step"),
    path("console/<int:pk>/undo/", console.undo, name="console_undo"),
    path("console/<int:pk>/act/", console.act, name="console_act"),
    path("console/<int:pk>/decide/", console.decide, name="console_decide"),
    path("console/<int:pk>/announce/", console.announce, name="console_announce"),
]
