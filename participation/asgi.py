"""HTTP through Django, sockets through the live path."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "participation.settings")

from django.core.asgi import get_asgi_application  # noqa: E402

http = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from participation.live.lifespan import with_lifespan  # noqa: E402
from participation.live.socket import endpoint  # noqa: E402

application = with_lifespan(ProtocolTypeRouter({"http": http, "websocket": endpoint}))
