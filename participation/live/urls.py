from django.urls import path

from .extensions import MESSAGES
from .wire import http_twins

urlpatterns = [
    path("<slug:room>/state", http_twins.state, name="live_state"),
    path("<slug:room>/stage/<str:token>/state", http_twins.stage_state, name="live_stage_state"),
    path("<slug:room>/console/state", http_twins.console_state, name="live_console_state"),
    *(path(f"<slug:room>/{name}", http_twins.message_view(name), name=f"live_{name}") for name in MESSAGES),
]
