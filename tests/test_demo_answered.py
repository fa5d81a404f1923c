"""The last stage of the demo: the evening is long over, and every kind of ending a proposal can have is there to be looked at."""

import pytest
from django.core.management import CommandError
from django.urls import reverse
from django.utils import timezone

from participation import __main__ as commands
from participation.demo_data import WIND, WrongStage, load_answered
from participation.demo_data.sample_year import WIND_PROPOSALS
from participation.discussion.models import Contribution, Kind
from participation.discussion.models import State as Said
from participation.management.commands import demo as command
from participation.proposals.actions import publish_response
from participation.proposals.models import Milestone, Offer, Proposal, ProposalEvent, State
from workshops.models import Participant, Workshop
from workshops.refused import Refused

BECAME = {
    "Nachtbus aus der Windpacht bezahlen": State.IN_IMPLEMENTATION,
    "Ein Messgerät für den Lärm, das alle lesen können": State.ANSWERED,
    "Ein Bürgerwindrad für alle Familien": State.IN_IMPLEMENTATION,
    "Anteile am Windrad schon ab zehn Euro": State.MERGED,
    "Windräder nachts aus, wenn jemand nah wohnt": State.ANSWERED,
    "Schulklassen dürfen auf ein Windrad steigen": State.IMPLEMENTED,
    "Keine neuen Windräder, bis alle Dächer voll sind": State.ANSWERED,
    "Ein Grillplatz unten an der Aue": State.OFFERED,
    "Licht am Radweg nach Steinach": State.PUBLISHED,  # its authors have taken it out of another one
    "Ein Schrank für Sportsachen, den alle ausleihen": State.ACKNOWLEDGED,  # the draft of its answer has gaps
    "Der Busfahrer von der Linie 3 soll weg": State.SUBMITTED,  # it was not released, and its author asks for a second look
}


@pytest.fixture
def demo(db, monkeypatch):
    monkeypatch.setenv("LOGIN_LINK_KEY", "of this process")
    return load_answered()


def test_a_year_has_been_lived(demo, as_user):
    """One test for all of it, because making the year takes some seconds."""
    again = load_answered()
    assert (again.workshop.pk, again.receipt) == (demo.workshop.pk, demo.receipt), "a second start finds the same"
    check_endings()
    check_promises()
    check_what_was_said()
    check_that_it_has_left_again(as_user)
    check_draft_with_gaps(demo, as_user)
    check_that_it_is_past(demo.workshop)
    check_pages(demo, as_user)


def check_endings():
    assert {proposal.title: proposal.state for proposal in Proposal.objects.filter(title__in=BECAME)} == BECAME
    assert {words["title"] for words in WIND_PROPOSALS} <= set(BECAME)
    council = Proposal.objects.get(council_due=True)
    assert council.title == "Ein Bürgerwindrad für alle Familien"
    assert [event.verb for event in council.events.all()][-5:] == ["answer", "refer", "decide", "start", "plan"]
    assert {offer.outcome for offer in Offer.objects.all()} == {Offer.Outcome.AGREED, Offer.Outcome.OPEN}
    assert ProposalEvent.objects.filter(verb="correct", proposal__title__in=BECAME).count() == 1


def check_promises():
    bus, today = Proposal.objects.get(title="Nachtbus aus der Windpacht bezahlen"), timezone.localdate()
    reached, late, coming = bus.milestones.order_by("by_when")
    assert reached.done_on and late.done_on is None and late.by_when < today < coming.by_when
    assert bus.response.shown_ratings["n"] == 15
    assert not Milestone.objects.filter(proposal__state=State.IMPLEMENTED, done_on=None).exists()


def check_what_was_said():
    replies = {reply.state for reply in Contribution.objects.filter(kind=Kind.REPLY)}
    assert replies == {Said.PUBLIC, Said.DECLINED, Said.WAITING}


def check_that_it_has_left_again(as_user):
    light = Proposal.objects.get(title="Licht am Radweg nach Steinach")
    assert [event.verb for event in light.events.all()][-2:] == ["merge", "leave"] and light.waits_for_answer
    for language, line in {"de": "Die Jugendlichen haben ihn herausgenommen", "en": "its authors have taken it out"}.items():
        page = as_user().get(reverse("proposal", args=[light.pk]), headers={"accept-language": language}).content.decode()
        assert line in page and "Über das Licht entscheiden wir jetzt für sich." in page


def check_draft_with_gaps(demo, as_user):
    """The check of the draft begins with what is missing and has no button to publish; outside nobody sees the draft."""
    box = Proposal.objects.get(title="Ein Schrank für Sportsachen, den alle ausleihen")
    assert box.response.reason.startswith("Ja. Es kostet etwa 1.800 €") and box.response.english.startswith("Yes. It costs about €1,800")
    with pytest.raises(Refused):
        publish_response(proposal=box, by=demo.mayor)
    check = as_user(demo.officer).get(reverse("dashboard_publish", args=[box.pk])).content.decode()
    assert check.index("und das Geld kommt aus […]") < check.index("ist eine Lücke") < check.index("Ja. Es kostet etwa 1.800 €")
    assert 'type="submit">Antwort veröffentlichen' not in check
    assert "1.800" not in as_user().get(reverse("proposal", args=[box.pk])).content.decode()


def check_that_it_is_past(workshop):
    assert workshop.title == WIND["evening"]["title"] and workshop.state == Workshop.State.ENDED
    assert not Participant.objects.exists() and not Proposal.objects.exclude(owner=None).exists(), "a day later everybody is forgotten"
    assert all(event.at <= timezone.now() for event in ProposalEvent.objects.all())
    assert not Contribution.objects.filter(day__gt=timezone.localdate()).exists()


def check_pages(demo, as_user):
    """Every page that the links lead to answers, and the private link asks its author."""
    public, town = Proposal.objects.public(), demo.municipality.slug
    outside = [reverse(name, args=[town]) for name in ("municipality", "municipality_status", "municipality_workshops", "moderation")]
    outside += [reverse("proposal", args=[proposal.pk]) for proposal in public]
    desk = [reverse(name) for name in ("dashboard", "dashboard_overview", "dashboard_figures", "conversations")]
    desk += [reverse("dashboard_proposal", args=[proposal.pk]) for proposal in public]
    yes = public.filter(response__verdict="accepted", state__in=[State.ANSWERED, State.IN_IMPLEMENTATION])
    desk += [reverse("dashboard_milestones", args=[proposal.pk]) for proposal in yes]
    paths = command.paths_of(demo)
    assert set(paths) <= set(command.LABELS), "each has a name to be printed with"
    for client, addresses in ((as_user(), [*outside, *paths.values()]), (as_user(demo.mayor), desk), (as_user(demo.officer), desk)):
        for address in addresses:
            answer = client.get(address, follow=True)
            assert answer.status_code == 200 and "/accounts/login" not in answer.request["PATH_INFO"], address
    assert as_user().get(paths["receipt"]).context["offer"].proposal.title == "Ein Grillplatz unten an der Aue"


@pytest.mark.django_db
def test_a_town_at_another_stage_is_left_alone(make_workshop, town, monkeypatch):
    make_workshop()
    with pytest.raises(WrongStage):
        load_answered()
    with pytest.raises(CommandError, match="--fresh"):
        command.load_answered()


def test_the_command_hands_the_stage_on(monkeypatch):
    monkeypatch.setattr(commands, "ensure", lambda what: None)
    for stage in command.STAGES:
        line, env = commands.demo_command("demo", ["--stage", stage, "--port", "0"])
        options = command.Command().create_parser("manage.py", "demo").parse_args([str(part) for part in line[3:]])
        assert options.stage == stage and env["DATABASE_URL"].endswith(commands.DATABASES[stage])
    assert len(set(commands.DATABASES.values())) == len(command.STAGES), "each stage has data of its own"
    assert "evening" in commands.demo_command("demo", ["--port", "0"])[0]
