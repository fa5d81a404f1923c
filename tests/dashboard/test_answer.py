"""One proposal and its answer: drafted, looked at, published; and who may do what."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

from participation.dashboard import forms
from participation.proposals.models import Response, State


def page(proposal):
    return reverse("dashboard_proposal", args=[proposal.pk])


def publish(proposal):
    return reverse("dashboard_publish", args=[proposal.pk])


def press_publish(client, proposal):
    """Open the second page and press its button."""
    seen = re.search(r'name="seen" value="(\w+)"', client.get(publish(proposal)).content.decode())
    return client.post(publish(proposal), {"seen": seen[1]})


def test_an_answer_takes_two_pages(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(), as_user(clara)
    response = client.post(page(proposal), answer)
    assert response.status_code == 303 and response["Location"] == publish(proposal)
    proposal.refresh_from_db()
    assert proposal.state == State.PUBLISHED and not proposal.response.is_published
    preview = client.get(publish(proposal)).content.decode()
    assert "So erscheint die Antwort." in preview and answer["reason"] in preview and "Jonas Ritter" in preview
    response = press_publish(client, proposal)
    assert response.status_code == 303 and set(response.cookies) <= {settings.SESSION_COOKIE_NAME}, "no cookie for a message"
    assert "Die Antwort ist jetzt öffentlich." in client.get(response["Location"]).content.decode()
    proposal.refresh_from_db()
    assert proposal.state == State.ANSWERED and Response.objects.get().is_published
    public = as_user().get(reverse("proposal", args=[proposal.pk])).content.decode()
    assert answer["reason"] in public and "Clara" in public


def test_the_preview_shows_what_will_be_public(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(days_ago=33), as_user(clara)
    client.post(page(proposal), answer)
    assert "5 Tage nach dem versprochenen Datum" in client.get(publish(proposal)).content.decode()


def test_a_draft_is_nobody_elses(as_user, clara, emil, ben, make_proposal, answer):
    proposal = make_proposal()
    as_user(clara).post(page(proposal), answer)
    for client in (as_user(emil), as_user(ben)):
        assert answer["reason"] not in client.get(page(proposal)).content.decode()
    assert answer["reason"] not in as_user().get(reverse("proposal", args=[proposal.pk])).content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"verdict": ""}, "verdict"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"reason": ""}, "reason"),
        ({"reason": "Nein, das wollen wir nicht."}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"who": ""}, "who"),
        ({"by_when": ""}, "by_when"),
        ({"by_when": "bald"}, "by_when"),
    ],
)
def test_what_is_missing_is_said_at_the_field(as_user, clara, make_proposal, answer, change, field):
    proposal = make_proposal()
    response = as_user(clara).post(page(proposal), answer | change)
    assert response.status_code == 422 and field in response.context["form"].errors
    assert not Response.objects.exists()


def test_what_was_typed_stays(as_user, clara, make_proposal, answer):
    response = as_user(clara).post(page(make_proposal()), answer | {"verdict": "", "reason": "Zu kurz & <b>kühn</b>"})
    html = response.content.decode()
    assert "Zu kurz &amp; &lt;b&gt;kühn&lt;/b&gt;" in html
    assert 'value="Jonas Ritter, Hauptamt"' in html and 'value="2030-05-01"' in html and 'value="9.000 € im Jahr"' in html


@pytest.mark.parametrize("verdict", ["partly", "rejected"])
def test_only_a_yes_must_say_who_and_by_when(as_user, clara, make_proposal, answer, verdict):
    proposal = make_proposal()
    response = as_user(clara).post(page(proposal), answer | {"verdict": verdict, "who": "", "by_when": "", "cost": ""})
    assert response.status_code == 303 and Response.objects.get().verdict == verdict


def test_a_published_answer_is_final(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(), as_user(clara)
    client.post(page(proposal), answer)
    press_publish(client, proposal)
    response = client.post(page(proposal), answer | {"verdict": "rejected"})
    assert response.status_code == 409 and Response.objects.get().verdict == "accepted"
    assert client.get(publish(proposal)).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "rejected"},
        {"reason": "Der Bus fährt nicht, denn er wäre uns zu teuer."},
        {"who": "Clara"},
        {"by_when": "2031-05-01"},
        {"cost": "90.000 € im Jahr"},
        {},
    ],
)
def test_nobody_publishes_what_she_has_not_read(as_user, clara, olga, make_proposal, answer, change):
    proposal, client = make_proposal(), as_user(olga)
    client.post(page(proposal), answer)
    seen = client.get(publish(proposal)).context["response"].fingerprint
    as_user(clara).post(page(proposal), answer | change)
    told = client.post(publish(proposal), {"seen": seen}, follow=True).content.decode()
    assert Response.objects.get().is_published is not bool(change)
    assert ("Entwurf geändert" in told) is bool(change)


def test_a_press_that_says_nothing_of_what_was_read_publishes_nothing(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(), as_user(clara)
    client.post(page(proposal), answer)
    client.post(publish(proposal))
    assert not Response.objects.get().is_published


def test_without_a_draft_there_is_nothing_to_publish(as_user, clara, make_proposal):
    proposal = make_proposal()
    response = as_user(clara).post(publish(proposal))
    assert response["Location"] == page(proposal)
    proposal.refresh_from_db()
    assert proposal.state == State.PUBLISHED


def test_roles(as_user, clara, olga, emil, ben, dev, make_user, make_proposal, answer):
    proposal = make_proposal()
    for user in (emil, ben):
        assert as_user(user).get(page(proposal)).status_code == 200
        assert as_user(user).post(page(proposal), answer).status_code == 404
        assert as_user(user).get(publish(proposal)).status_code == 404
        assert as_user(user).post(reverse("dashboard_step", args=[proposal.pk]), {"verb": "review"}).status_code == 404
    for user in (dev, make_user("Nobody")):
        assert as_user(user).get(page(proposal)).status_code == 404
        assert as_user(user).post(page(proposal), answer).status_code == 404
        assert as_user(user).post(publish(proposal)).status_code == 404
        assert as_user(user).post(reverse("dashboard_step", args=[proposal.pk]), {"verb": "review"}).status_code == 404
    assert as_user().post(page(proposal), answer).status_code == 302
    assert not Response.objects.exists()
    assert as_user(olga).post(page(proposal), answer)["Location"] == publish(proposal)


def test_who_only_reads_sees_no_form(as_user, emil, clara, make_proposal):
    proposal = make_proposal()
    assert 'name="reason"' in as_user(clara).get(page(proposal)).content.decode()
    html = as_user(emil).get(page(proposal)).content.decode()
    assert 'name="reason"' not in html and 'name="verb"' not in html


def test_the_other_steps(as_user, clara, make_proposal, answer):
    proposal, client = make_proposal(), as_user(clara)
    step = reverse("dashboard_step", args=[proposal.pk])

    def state_after(**data):
        client.post(step, data)
        proposal.refresh_from_db()
        return proposal.state

    assert state_after(verb="acknowledge") == State.ACKNOWLEDGED
    assert state_after(verb="finish", reason="schon fertig") == State.ACKNOWLEDGED
    assert client.post(step, {"verb": "finish", "reason": "schon fertig"}).status_code == 409
    assert client.post(step, {"verb": "answer"}).status_code == 422
    assert state_after(verb="review") == State.UNDER_REVIEW
    client.post(page(proposal), answer)
    press_publish(client, proposal)
    assert state_after(verb="start") == State.IN_IMPLEMENTATION
    assert state_after(verb="finish") == State.IN_IMPLEMENTATION  # everybody will read why it is done
    assert state_after(verb="finish", reason="Der Bus fährt seit Mai.") == State.IMPLEMENTED
    assert "Der Bus fährt seit Mai." in client.get(page(proposal)).content.decode()


def test_the_room_and_the_history_stand_beside_it(as_user, clara, make_proposal):
    html = as_user(clara).get(page(make_proposal(days_ago=33))).content.decode()
    assert "So stand der Raum" in html and "Verlauf" in html and "seit 5 Tagen überfällig" in html


def test_similar_ones_cost_no_query_each(as_user, clara, make_proposal, make_evening, count_queries):
    evening, client = make_evening(), as_user(clara)
    proposal = make_proposal(workshop=evening, days_ago=20)  # the first of the list, however long that is
    make_proposal("Jugendraum im Bahnhof", workshop=evening)
    one = count_queries(lambda: client.get(page(proposal)))
    make_proposal("Bänke am Bolzplatz", workshop=evening)
    make_proposal("Markt in jedem Ort", workshop=evening)
    assert count_queries(lambda: client.get(page(proposal))) == one


def test_two_become_one(as_user, clara, make_proposal, make_evening):
    evening, client = make_evening(), as_user(clara)
    one, other = make_proposal("Rufbus am Freitag", workshop=evening), make_proposal("Rufbus am Samstag", workshop=evening)
    merge = reverse("dashboard_merge", args=[one.pk])
    assert client.post(merge, {"into": other.pk, "reason": ""}).status_code == 422
    assert client.post(merge, {"into": one.pk, "reason": "Derselbe Bus."}).status_code == 422
    assert client.post(merge, {"into": other.pk, "reason": "Derselbe Bus."}).status_code == 303
    one.refresh_from_db()
    assert one.state == State.MERGED and one.merged_into == other
    assert other.title in as_user().get(reverse("proposal", args=[one.pk])).content.decode()


def test_nobody_merges_into_another_town(as_user, clara, emil, make_proposal, make_evening, make_tradeoff, other_town):
    mine = make_proposal()
    foreign = make_tradeoff(municipality=other_town)
    other = make_proposal("Aus Bergfeld, nicht von hier", workshop=make_evening(municipality=other_town, tradeoff=foreign))
    merge = reverse("dashboard_merge", args=[mine.pk])
    assert as_user(clara).post(merge, {"into": other.pk, "reason": "Derselbe Bus."}).status_code == 422
    assert as_user(emil).post(merge, {"into": other.pk, "reason": "Derselbe Bus."}).status_code == 404


# -- no text is lost ------------------------------------------------------------------
def seen_on(client, proposal) -> str:
    return re.search(r'name="seen" value="(\w*)"', client.get(page(proposal)).content.decode())[1]


def test_an_older_page_does_not_replace_a_colleague_s_draft_without_a_word(as_user, clara, olga, make_proposal, answer):
    proposal, hers, olgas = make_proposal(), as_user(clara), as_user(olga)
    old = seen_on(hers, proposal)
    olgas.post(
        page(proposal), answer | {"reason": "Olga hat inzwischen mit dem Busunternehmen gesprochen.", "seen": seen_on(olgas, proposal)}
    )
    mine = answer | {"reason": "Clara wusste davon noch nichts, als sie das schrieb.", "seen": old}
    response = hers.post(page(proposal), mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Olga hat inzwischen" in html and "Clara wusste davon" in html and "Der Entwurf von Olga" in html
    assert "Noch nicht gespeichert: Es gibt einen neueren Entwurf." in html and "Eine Angabe fehlt" not in html
    assert Response.objects.get().reason.startswith("Olga hat inzwischen")
    # Now she has read it, and may decide.
    again = re.search(r'name="seen" value="(\w+)"', html)[1]
    assert hers.post(page(proposal), mine | {"seen": again})["Location"] == publish(proposal)
    assert Response.objects.get().reason.startswith("Clara wusste")


def test_a_form_that_is_incomplete_does_not_forget_which_draft_it_was_opened_with(as_user, clara, olga, make_proposal, answer):
    proposal, hers = make_proposal(), as_user(clara)
    old = seen_on(hers, proposal)
    as_user(olga).post(page(proposal), answer)
    html = hers.post(page(proposal), answer | {"verdict": "", "seen": old}).content.decode()
    assert re.search(r'name="seen" value="(\w*)"', html)[1] == old
    assert hers.post(page(proposal), answer | {"seen": old}).status_code == 409


def test_the_end_of_a_line_counts_once(as_user, clara, make_proposal, answer):
    """Browsers send two characters for each; 1,990 with 30 of them were 2,020."""
    reason = "\r\n".join(["x" * 64] * 30 + ["x" * 39])
    assert len(reason.replace("\r\n", "\n")) == 1989 and len(reason) == 2019
    proposal = make_proposal()
    assert as_user(clara).post(page(proposal), answer | {"reason": reason}).status_code == 303
    assert Response.objects.get().reason == reason.replace("\r\n", "\n")


@pytest.mark.parametrize("name", ["dashboard_step", "dashboard_merge"])
def test_a_step_without_a_session_leads_to_its_page_after_the_login(as_user, clara, make_proposal, name):
    proposal, client = make_proposal(), as_user()
    form = {"verb": "acknowledge", "reason": "Das besprechen wir im Mai."}
    answer = client.post(reverse(name, args=[proposal.pk]), form, headers={"referer": f"http://testserver{page(proposal)}"})
    assert answer["Location"] == f"{reverse('account_login')}?next={page(proposal)}" and "Mai" not in answer["Location"]
    login = client.post(answer["Location"], {"login": clara.email, "password": "augenhoehe-2026", "next": page(proposal)})
    assert login["Location"] == page(proposal) and client.get(page(proposal)).status_code == 200


@pytest.mark.parametrize(
    "referer", ["", "http://elsewhere.example/x/", "https://testserver.evil.example/", "http://[", "javascript:alert(1)"]
)
def test_whatever_a_request_says_it_came_from_the_login_leads_to_a_page_of_ours(as_user, make_proposal, referer):
    answer = as_user().post(reverse("dashboard_step", args=[make_proposal().pk]), headers={"referer": referer})
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('home_of_staff')}"


def test_the_latest_are_offered_for_merging_and_an_older_one_still_can_be(as_user, clara, make_proposal, make_evening, monkeypatch):
    monkeypatch.setattr(forms, "MERGE_SHOWN", 1)
    evening, client = make_evening(), as_user(clara)
    one, old, new = (make_proposal(f"Rufbus Nummer {n}", days_ago=n, workshop=evening) for n in (3, 9, 2))
    offered = client.get(page(one)).context["merge_form"].fields["into"].choices
    assert [pk for pk, _title in offered] == ["", new.pk]
    assert client.post(reverse("dashboard_merge", args=[one.pk]), {"into": old.pk, "reason": "Derselbe Bus."}).status_code == 303
