"""Whoever works along a filtered list stays in it: every step leads back to an address with the filter."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse
from django.utils import timezone

from participation.dashboard import queue
from participation.dashboard.models import SavedView
from participation.discussion.models import Contribution
from participation.proposals import actions
from participation.proposals.models import Milestone, Proposal, State

QUEUE = "/dashboard/"
LIST = "?q=Rufbus&place=Jugendclub&state=all&sort=support&page=2"
SOON = (timezone.localdate() + timedelta(days=20)).isoformat()


def links(response, title):
    """Where the row of a proposal leads."""
    return [html.unescape(link) for link in re.findall(rf'<a href="([^"]*)"><bdi>{title}</bdi>', response.content.decode())]


def titles(response):
    return [row.proposal.title for row in response.context["rows"]]


def test_the_queue_of_one_place(as_user, clara, make_proposal, make_evening):
    make_proposal("Rufbus am Freitagabend", workshop=make_evening(place="Aula & Mensa"))
    make_proposal("Jugendraum im Bahnhof")
    client = as_user(clara)
    page = client.get(QUEUE, {"place": "Aula & Mensa"})
    assert titles(page) == ["Rufbus am Freitagabend"] and page.context["way"] == "?place=Aula+%26+Mensa"
    assert len(titles(client.get(QUEUE, {"place": "Nirgends"}))) == 2, "a place that nobody knows is none"


def test_places_of_another_town_are_not_offered(as_user, clara, other_town, make_proposal, make_evening, make_tradeoff):
    elsewhere = make_evening(municipality=other_town, tradeoff=make_tradeoff(other_town), place="Bergschule")
    make_proposal(workshop=elsewhere)
    make_proposal()
    assert "Bergschule" not in as_user(clara).get(QUEUE).content.decode()


class Walk:
    """Posts forms as the pages send them; each redirect is a 303 that keeps the list."""

    def __init__(self, client, proposal):
        self.client, self.proposal, self.names = client, proposal, set()

    def __call__(self, name, data, pk=None):
        answer = self.client.post(reverse(name, args=[pk or self.proposal.pk]) + LIST, data)
        assert answer.status_code == 303, (name, data, answer.status_code)
        assert parse_qs(urlsplit(answer["Location"]).query) == parse_qs(LIST[1:]), (name, answer["Location"])
        self.names.add(name)
        return self.client.get(answer["Location"])


def test_every_step_of_a_proposal_keeps_the_list(as_user, clara, ben, make_proposal, make_evening, answer):
    evening = make_evening()
    proposal = make_proposal(workshop=evening)
    walk = Walk(as_user(clara), proposal)
    walk("conversation_say", {"to": "comment", "text": "Wir sehen es uns an."})
    walk("conversation_decide", {"verb": "take_down", "rule": "hurtful"}, pk=Contribution.objects.get().pk)
    walk("dashboard_step", {"verb": "acknowledge"})
    walk("dashboard_assess", {"seen": "", "feasibility": "feasible"})
    preview = walk("dashboard_proposal", answer)
    published = walk("dashboard_publish", {"seen": preview.context["response"].fingerprint})
    correction = answer | {"seen": published.context["response"].fingerprint, "why": "Ein Wort.", "cost": "900 €"}
    walk("dashboard_correct", correction)
    walk("dashboard_milestones", {"do": "plan", "what": "Probefahrt", "who": "Olga", "by_when": SOON})
    walk("dashboard_milestones", {"do": "achieve", "milestone": Milestone.objects.get().pk})
    other = make_proposal("Ein Bus am Samstag", workshop=evening)
    walk("dashboard_merge", {"into": proposal.pk, "reason": "Derselbe Bus."}, pk=other.pk)
    client = walk.client
    assert client.post(reverse("dashboard_save_view") + LIST, {"name": "Busse"})["Location"] == QUEUE + LIST
    walk("dashboard_delete_view", {}, pk=SavedView.objects.get().pk)
    posts = {f"dashboard_{name}" for name in ["proposal", "publish", "correct", "assess", "milestones", "step", "merge", "delete_view"]}
    assert walk.names == posts | {"conversation_say", "conversation_decide"}
    assert Proposal.objects.get(pk=proposal.pk).state == State.ANSWERED


def test_links_and_forms_of_a_proposal_keep_the_list(as_user, clara, make_proposal, answer):
    """What leads away from the list without it would lose it one step later."""
    proposal = make_proposal()
    actions.draft_response(proposal=proposal, by=clara, verdict="partly", reason=answer["reason"])
    client = as_user(clara)
    for name in ("dashboard_proposal", "dashboard_assess", "dashboard_milestones", "dashboard_publish"):
        page = client.get(reverse(name, args=[proposal.pk]) + LIST).content.decode().replace("&amp;", "&")
        own = f'"/dashboard/{proposal.pk}/'
        for start in page.split(own)[1:]:
            assert LIST in start.split('"')[0], (name, own + start[:60])


def test_back_leads_to_the_page_of_the_list(as_user, clara, make_proposal, make_evening, monkeypatch):
    """The link is what the key U presses, so it works without script too."""
    monkeypatch.setattr(queue, "PAGE", 2)
    evening = make_evening()
    for number in range(5):
        make_proposal(f"Vorschlag {number}", workshop=evening, supports=number)
    client = as_user(clara)
    second = client.get(f"{QUEUE}?sort=support&page=2")
    assert titles(second) == ["Vorschlag 2", "Vorschlag 1"]
    (opened,) = links(second, "Vorschlag 2")
    page = client.get(opened)
    (back,) = re.findall(r'href="([^"]*)"\s+data-key="u"', page.content.decode())
    assert titles(client.get(html.unescape(back))) == titles(second)
    (following,) = re.findall(r'data-key="j" href="([^"]*)"', page.content.decode())
    assert html.unescape(following).endswith("?sort=support&page=2")


def test_the_first_page_stands_in_no_address(as_user, clara, make_proposal):
    proposal = make_proposal()
    client = as_user(clara)
    for page in ("1", "0", "-2", "zwei", "9" * 30, ""):
        assert f'href="{QUEUE}" data-key="u"' in " ".join(client.get(f"{QUEUE}{proposal.pk}/", {"page": page}).content.decode().split())
    assert links(client.get(QUEUE), proposal.title) == [f"{QUEUE}{proposal.pk}/"]


def test_a_page_that_is_gone_leads_to_the_last_one(as_user, clara, make_proposal):
    """Whoever answered the last proposals of a page comes back to the page before."""
    proposal = make_proposal()
    page = as_user(clara).get(f"{QUEUE}?page=7")
    assert titles(page) == [proposal.title] and links(page, proposal.title) == [f"{QUEUE}{proposal.pk}/"]


def test_a_saved_view_holds_the_longest_filter(as_user, clara, make_proposal, make_evening):
    longest = {"q": "ü" * 100, "place": "😀" * 120}
    make_proposal(workshop=make_evening(place=longest["place"]))
    client = as_user(clara)
    client.post(reverse("dashboard_save_view"), {"name": "Lang"}, query_params=longest)
    assert parse_qs(SavedView.objects.get().way[1:]) == {name: [value] for name, value in longest.items()}
