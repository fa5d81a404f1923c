"""Addresses of the dashboard."""

from django.urls import path

from . import answer_views, views, work_views

urlpatterns = [
    path("dashboard/", views.queue, name="dashboard"),
    path("dashboard/many/", views.many, name="dashboard_many"),
    path("dashboard/overview/", views.overview, name="dashboard_overview"),
    path("dashboard/proposals.csv", views.table, {"ending": "csv"}, name="dashboard_table"),
    path("dashboard/proposals.<str:ending>", views.table, name="dashboard_table_as"),
    path("dashboard/figures/", views.figures, name="dashboard_figures"),
    path("dashboard/figures.<str:ending>", views.figures_file, name="dashboard_figures_file"),
    path("dashboard/briefing/<int:pk>.pdf", views.briefing, name="dashboard_briefing"),
    path("dashboard/views/", views.save_view, name="dashboard_save_view"),
    path("dashboard/views/<int:pk>/", views.delete_view, name="dashboard_delete_view"),
    path("dashboard/<int:pk>/", views.proposal, name="dashboard_proposal"),
    path("dashboard/<int:pk>/publish/", views.publish, name="dashboard_publish"),
    path("dashboard/<int:pk>/correct/", answer_views.correct, name="dashboard_correct"),
    path("dashboard/<int:pk>/assess/", work_views.assess, name="dashboard_assess"),
    path("dashboard/<int:pk>/milestones/", work_views.milestones, name="dashboard_milestones"),
    path("dashboard/<int:pk>/step/", views.step, name="dashboard_step"),
    path("dashboard/<int:pk>/merge/", views.merge, name="dashboard_merge"),
]
