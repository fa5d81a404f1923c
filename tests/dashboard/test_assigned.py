"""Who of the staff takes care of a proposal: those who answer say and see it, council members and the public never do."""

import re

import pytest
from django.urls import reverse

from participation.accounts.models import Membership
from participation.proposals import actions
from participation.proposals.models import PrivateAssessment, Proposal, ProposalEvent, State
from workshops.refused import Refused

QUEUE = "/dashboard/"


def titles(response):
    return [row.proposal.title for row in response.context["rows"]]


@pytest.fixture
def jonas(make_user, town):
    return make_user("Jonas Ritter", town, "officer")


@pytest.fixture
def given(make_proposal, clara, jonas):
    """A proposal that Jonas takes care of, beside one that nobody has."""
    proposal = make_proposal()
    make_proposal("Jugendraum im Bahnhof")
    actions.assign(proposal=proposal, by=clara, to=jonas)
    return proposal


def test_the_check_offers_the_town_s_people_and_no_others(as_user, olga, clara, ben, emil, dev, make_proposal):
    proposal, client = make_proposal(), as_user(olga)
    page = reverse("dashboard_assess", args=[proposal.pk])
    offered = {str(label) for _value, label in client.get(page).context["form"].fields["assigned_to"].choices}
    assert offered == {"noch niemand", "Ben", "Clara", "Olga"}
    wrong = client.post(page, {"seen": "", "feasibility": "open", "reasoning": "Bleibt stehen.", "assigned_to": dev.pk})
    assert wrong.status_code == 422 and "Bleibt stehen." in wrong.content.decode() and not PrivateAssessment.objects.exists()
    client.post(page, {"seen": "", "feasibility": "open", "assigned_to": ben.pk})
    assert PrivateAssessment.objects.get().assigned_to == ben


def test_somebody_of_another_town_can_t_have_it(clara, emil, dev, make_proposal):
    proposal = make_proposal()
    for stranger in (dev, emil):
        with pytest.raises(Refused):
            actions.assign(proposal=proposal, by=clara, to=stranger)
    assert not PrivateAssessment.objects.exists()


def test_only_who_answers_sees_who_has_it(as_user, clara, olga, ben, emil, given):
    address = {"queue": QUEUE, "table": reverse("dashboard_table"), "own": reverse("dashboard_proposal", args=[given.pk])}
    for user in (clara, olga):
        for page in (address["queue"], address["own"]):
            assert "Jonas Ritter" in as_user(user).get(page).content.decode(), page
    for client in (as_user(emil), as_user(ben), as_user()):
        for page in (*address.values(), reverse("proposal", args=[given.pk]), reverse("home")):
            assert "Jonas Ritter" not in client.get(page, follow=True).content.decode(), page
    assert "Jonas Ritter" not in as_user(clara).get(address["table"]).content.decode()
    assert not ProposalEvent.objects.exclude(verb="hand_over").exists(), "it is no step that everybody reads"


def test_who_answers_in_another_town_sees_nothing_here(as_user, emil, other_town, jonas, given):
    """Emil is a council member here, and an officer elsewhere."""
    Membership.objects.create(user=emil, municipality=other_town, role="officer")
    client = as_user(emil)
    page = client.get(QUEUE)
    assert (
        page.context["answers"] and "Jonas Ritter" not in page.content.decode() and 'type="checkbox" name="p"' not in page.content.decode()
    )
    assert titles(client.get(QUEUE, {"assigned": "nobody"})) == titles(client.get(QUEUE, {"assigned": "mine"})) == []
    assert len(titles(client.get(QUEUE, {"assigned": jonas.pk}))) == 2, "a person that the form does not offer counts as none"
    press(client, [given], "review")
    assert Proposal.objects.get(pk=given.pk).state == State.PUBLISHED


def test_mine_nobody_s_and_a_person_s(as_user, clara, jonas, emil, given):
    own, other = "Rufbus am Freitagabend", "Jugendraum im Bahnhof"
    assert titles(as_user(jonas).get(QUEUE, {"assigned": "mine"})) == [own]
    assert titles(as_user(clara).get(QUEUE, {"assigned": "mine"})) == []
    assert titles(as_user(clara).get(QUEUE, {"assigned": "nobody"})) == [other]
    assert titles(as_user(clara).get(QUEUE, {"assigned": jonas.pk})) == [own]
    for asked in ("mine", "nobody", jonas.pk):
        assert len(titles(as_user(emil).get(QUEUE, {"assigned": asked}))) == 2, "council members can't ask"


def test_a_facilitator_finds_what_was_given_to_them(as_user, clara, ben, given):
    actions.assign(proposal=given, by=clara, to=ben)
    page = as_user(ben).get(QUEUE, {"assigned": "mine"})
    assert titles(page) == ["Rufbus am Freitagabend"] and not page.context["answers"]


def test_what_somebody_had_who_has_left_is_nobody_s(as_user, clara, jonas, given):
    Membership.objects.filter(user=jonas).delete()
    assert len(titles(as_user(clara).get(QUEUE, {"assigned": "nobody"}))) == 2
    jonas.delete()
    assert PrivateAssessment.objects.get().assigned_to is None


def test_three_rows_cost_as_many_queries_as_one(as_user, clara, jonas, make_proposal, count_queries):
    client = as_user(clara)
    actions.assign(proposal=make_proposal(), by=clara, to=jonas)
    one = count_queries(lambda: client.get(QUEUE))
    for title in ("Jugendraum im Bahnhof", "Bänke am Bolzplatz"):
        actions.assign(proposal=make_proposal(title), by=clara, to=clara)
    assert count_queries(lambda: client.get(QUEUE)) == one


# -- many at once -----------------------------------------------------------------------
def press(client, proposals, do, way="", **more):
    return client.post(reverse("dashboard_many") + way, {"p": [each.pk for each in proposals], "do": do, **more}, follow=True)


@pytest.fixture
def three(make_proposal):
    return [make_proposal(f"Vorschlag Nummer {number}") for number in range(3)]


def states():
    return list(Proposal.objects.order_by("number").values_list("state", flat=True))


def test_ticked_rows_are_given_to_a_person(as_user, clara, jonas, three):
    page = press(as_user(clara), three[:2], "assign", way="?sort=support", to=jonas.pk)
    assert page.redirect_chain == [(QUEUE + "?sort=support", 303)] and "Jonas Ritter kümmert sich um 2 Vorschläge." in page.content.decode()
    assert set(PrivateAssessment.objects.values_list("proposal", "assigned_to")) == {(each.pk, jonas.pk) for each in three[:2]}
    press(as_user(clara), three[:1], "assign", to="nobody")
    assert PrivateAssessment.objects.filter(assigned_to=None).count() == 1


def test_a_step_leads_back_to_the_page_where_it_was_made(as_user, clara, three, monkeypatch):
    monkeypatch.setattr("participation.dashboard.queue.PAGE", 1)
    client = as_user(clara)
    last = client.get(QUEUE, {"state": "all", "page": 3})
    action = re.search(r'action="(/dashboard/many/[^"]*)"', last.content.decode())[1].replace("&amp;", "&")
    done = client.post(action, {"p": last.context["rows"][0].proposal.pk, "do": "review"}, follow=True)
    assert done.redirect_chain == [(QUEUE + "?state=all&page=3", 303)] and titles(done) == titles(last)
    emptied = client.post(reverse("dashboard_many") + "?page=9", {"p": three[0].pk, "do": "review"}, follow=True)
    assert emptied.status_code == 200 and emptied.context["page"].number == 3, "instead of a page that is not there, the last one"


def test_who_gets_some_is_told_in_one_mail(as_user, clara, jonas, three, monkeypatch):
    told = []
    monkeypatch.setattr("participation.dashboard.actions.tell_assigned", lambda **named: told.append(named))
    actions.assign(proposal=three[0], by=clara, to=jonas)
    press(as_user(clara), three, "assign", to=jonas.pk)
    assert [(len(each["proposals"]), each["user"], each["by"]) for each in told] == [(2, jonas, clara)], "of what is news"
    page, client = reverse("dashboard_assess", args=[three[0].pk]), as_user(clara)
    for _again in range(2):
        client.post(page, {"seen": client.get(page).context["seen"], "feasibility": "open", "assigned_to": clara.pk})
    assert len(told) == 2 and told[1]["user"] == clara


def test_each_row_takes_its_own_step(as_user, clara, three):
    press(as_user(clara), three[:2], "acknowledge")
    press(as_user(clara), three[1:], "review")
    assert states() == [State.ACKNOWLEDGED, State.UNDER_REVIEW, State.UNDER_REVIEW]
    assert [event.verb for event in three[1].events.all()] == ["hand_over", "acknowledge", "review"]


def test_what_is_not_possible_any_more_is_named_and_the_rest_is_done(as_user, clara, three):
    Proposal.objects.filter(pk=three[0].pk).update(state=State.ANSWERED)
    Proposal.objects.filter(pk=three[1].pk).update(state=State.WITHDRAWN)
    html = press(as_user(clara), three, "acknowledge").content.decode()
    assert "1 Vorschlag ist als gesehen markiert." in html
    assert "„Vorschlag Nummer 0“" in html and "1, den es nicht mehr gibt" in html
    assert states() == [State.ANSWERED, State.WITHDRAWN, State.ACKNOWLEDGED]


@pytest.mark.parametrize("wrong", [{"do": "assign"}, {"do": "assign", "to": "999"}, {"do": "answer"}, {"do": ""}])
def test_what_was_ticked_stays_when_something_is_missing(as_user, clara, three, wrong):
    page = press(as_user(clara), three[:1], **wrong)
    html = page.content.decode()
    assert page.status_code == 422 and html.count("checked>") == 1
    assert states() == ["published"] * 3


def test_nothing_ticked_and_too_much_ticked(as_user, clara, three):
    assert "Erst die Vorschläge ankreuzen" in press(as_user(clara), [], "acknowledge").content.decode()
    many = as_user(clara).post(reverse("dashboard_many"), {"p": [*range(60), "x"], "do": "acknowledge"})
    assert many.status_code == 422 and states() == ["published"] * 3


def test_who_only_reads_ticks_nothing(as_user, emil, ben, dev, three):
    for user in (emil, ben):
        assert 'type="checkbox" name="p"' not in as_user(user).get(QUEUE).content.decode()
        assert press(as_user(user), three, "acknowledge").status_code == 404
    press(as_user(dev), three, "acknowledge")
    assert states() == ["published"] * 3, "another town's"
