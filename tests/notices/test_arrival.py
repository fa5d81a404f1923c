"""Each kind of mail arrives at a real mail server, in its reader's language, with what mail programs need to end it."""

import pytest

from participation.discussion.actions import reply, say
from participation.notices.actions import tell_assigned, tell_due

from .conftest import morning, next_monday, on_no_monday

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Rufbus am Freitag (2026-1)"
SUBJECTS = {
    "mention": (f"{NAME}: Erwähnung in einer Notiz", f"{NAME}: mentioned in a note"),
    "assigned": (f"{NAME}: zugewiesen von Clara", f"{NAME}: assigned by Clara"),
    "overdue": (f"{NAME}: Antwort seit gestern überfällig", f"{NAME}: Answer overdue since yesterday"),
    "soon": (f"{NAME}: Antwort bis ", f"{NAME}: Answer by "),
    "reply": (f"{NAME}: Antwort von Jugendlichen wartet auf Freigabe", f"{NAME}: a reply waits for release"),
    "weekly": ("Diese Woche: 1 Vorschlag wartet auf eine Antwort", "This week: 1 proposal waits for an answer"),
}
GREETING = {"de": "Guten Tag, Olga.", "en": "Good day, Olga."}


@pytest.fixture
def happen(clara, olga, make_proposal):
    """happen("mention") → Olga, and nobody else, has a reason to get mail of this kind."""

    def make(kind):
        days = {"overdue": on_no_monday(30), "soon": on_no_monday(30), "reply": on_no_monday(2), "weekly": next_monday()}.get(kind, 0)
        left = {"overdue": -1, "soon": 4}.get(kind, 20)
        proposal = make_proposal("Rufbus am Freitag", days_ago=28 - days - left, year=2026)
        if kind == "mention":
            say(proposal=proposal, by=clara, kind="note", text="@Olga Bitte beim Verkehrsverbund anrufen.")
        elif kind == "assigned":
            tell_assigned(proposals=[proposal], user=olga, by=clara)
        else:
            if kind == "reply":
                question = say(proposal=proposal, by=clara, kind="question", text="Reicht euch der Freitag?")
                reply(proposal=proposal, question=question, text="Ja.")
            clara.memberships.all().delete()
            assert tell_due(now=morning(days)) == 1
        return proposal

    return make


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", SUBJECTS)
def test_each_kind_arrives_in_the_reader_s_language(kind, language, happen, arrived, olga, settings):
    settings.SECURE, settings.BASE_URL = True, "https://beteiligung.auental.example"
    olga.language = language
    olga.save()
    proposal = happen(kind)
    (message,) = arrived()
    body = message.get_content().replace("\r\n", "\n")
    assert message["Subject"].strip().startswith(SUBJECTS[kind][language == "en"]) and message["To"] == olga.email
    assert body.startswith(GREETING[language]) and f"{NAME}\n" in body
    assert f"https://beteiligung.auental.example/dashboard/{proposal.pk}/" in body and "Auental" in body
    link = message["List-Unsubscribe"].strip(" <>")
    assert link.startswith("https://beteiligung.auental.example/notices/stop/") and link in body
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"


def test_without_https_no_mail_program_is_offered_the_press_of_one_button(happen, arrived):
    happen("mention")
    (message,) = arrived()
    assert message["List-Unsubscribe"] and message["List-Unsubscribe-Post"] is None


def test_two_copies_of_one_message_can_be_told_from_two_messages(happen, arrived, queue):
    """A process that is killed after the server has taken a message sends it again."""
    from participation.accounts.models import QueuedMail

    happen("mention")
    waiting = QueuedMail.objects.get()
    arrived()
    QueuedMail(sealed=waiting.sealed, next_at=waiting.next_at, expires_at=waiting.expires_at).save()
    first, second = arrived()
    assert first["Message-ID"] == second["Message-ID"] and first["Message-ID"].endswith("@localhost>")
