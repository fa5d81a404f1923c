"""Channels' routing, as the tutorial has it (without sessions and users, which would cost more)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.tutorial.settings")

from django.core.asgi import get_asgi_application  # noqa: E402

http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from .consumers import PollConsumer  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": URLRouter([path("poll/<str:voter>/", PollConsumer.as_asgi())])})
