"""Restricts the files of this process before anything is written."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "participation"

    def ready(self) -> None:
        from . import private

        private.keep()
