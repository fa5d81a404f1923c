"""The ASGI application: HTTP goes to Django, WebSockets to `participation.live`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")
django.setup(set_prefix=False)

from channels.routing import ProtocolTypeRouter  # noqa: E402

from participation.live.wire.lifespan import with_lifespan  # noqa: E402
from participation.live.wire.socket import endpoint  # noqa: E402
from participation.threads import OneHop, with_threads  # noqa: E402

application = with_lifespan(ProtocolTypeRouter({"http": with_threads(OneHop()), "websocket": endpoint}))
