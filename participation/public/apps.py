from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "participation.public"
    label = "public"
