from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "participation.proposals"
    label = "proposals"

    def ready(self):
        from . import items, slots  # noqa: F401 they register what they bring
