from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "participation.dashboard"
    label = "dashboard"
