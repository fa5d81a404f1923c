from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "participation.live"
    label = "live"

    def ready(self) -> None:
        from .wire import cookies

        cookies.install()
