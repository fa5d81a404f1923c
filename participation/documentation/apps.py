from django.apps import AppConfig


class DocumentationConfig(AppConfig):
    name = "participation.documentation"
    label = "documentation"
