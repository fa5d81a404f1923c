"""The consumer that every tutorial ends with."""

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db.models import Count

from .models import Vote

GROUP = "poll"


class PollConsumer(AsyncJsonWebsocketConsumer):
    """Stores a vote, says so to its voter, counts, and tells everybody the new count."""

    async def connect(self):
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def receive_json(self, content):
        counts = await self.store(self.scope["url_route"]["kwargs"]["voter"], content["choice"])
        await self.send_json({"type": "ack", "choice": content["choice"]})
        await self.channel_layer.group_send(GROUP, {"type": "tally", "counts": counts})

    async def tally(self, event):
        await self.send_json({"type": "tally", "counts": event["counts"]})

    @database_sync_to_async
    def store(self, voter, choice):
        Vote.objects.update_or_create(voter=voter, defaults={"choice": choice})
        return {str(row["choice"]): row["many"] for row in Vote.objects.values("choice").annotate(many=Count("id"))}
