"""Mail to followers at a real mail server: each kind arrives in the reader's language, and its links work as they were received."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from participation.accounts import mail
from participation.accounts.models import QueuedMail
from participation.following.actions import follow, tell
from participation.following.models import Follower
from participation.following.subjects import FollowedProposal, FollowedWorkshop
from participation.proposals import actions

from ..waiting import free_port
from .conftest import NORA, ask, morning, publish_answer
from .happenings import Town

pytestmark = pytest.mark.django_db
OTTO = "otto@example.org"
TITLE = "Rufbus am Freitagabend"
QUESTIONS = {"de": f"„{TITLE}“ verfolgen?", "en": f"Follow “{TITLE}”?"}
NEWS = {"de": f"Neues zu „{TITLE}“", "en": f"News about “{TITLE}”"}
PAGE = {"de": "Alles dazu:", "en": "All of it:"}


class Arrived:
    """A mail as the mail server has taken it."""

    def __init__(self, recipients, message):
        (self.to,) = recipients
        self.subject = " ".join(message["Subject"].split())
        self.body = message.get_content().replace("\r\n", "\n")
        self.message = message

    @property
    def link(self) -> str:
        """The path of the one link that leads to /follow/, from the text."""
        (path,) = re.findall(rf"^{re.escape(settings.BASE_URL)}(/follow/\S+)$", self.body, re.MULTILINE)
        return path

    @property
    def one_click(self) -> str:
        """The path to which the button of a mail program posts (RFC 8058)."""
        assert self.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        return re.fullmatch(rf"<{re.escape(settings.BASE_URL)}(/\S+)>", "".join(self.message["List-Unsubscribe"].split()))[1]


@pytest.fixture(autouse=True)
def https(settings):
    settings.SECURE, settings.BASE_URL = True, "https://beteiligung.auental.example"


@pytest.fixture
def arrived(mail_server):
    """arrived() → what the mail server has taken, by its reader, since it was asked last."""
    server = mail_server()

    def send() -> dict[str, Arrived]:
        assert mail.send_due() and not QueuedMail.objects.exists()
        found = {each.to: each for each in (Arrived(*taken) for taken in server.taken)}
        assert len(found) == len(server.taken), "one mail for each"
        server.taken.clear()
        return found

    return send


def outside() -> Client:
    """A mail program, or a browser that was never here: no cookie, no form token, no login."""
    return Client(enforce_csrf_checks=True)


# -- The mail that asks -----------------------------------------------------------------
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_question_arrives_in_the_language_of_the_page_and_its_link_starts_the_news(language, proposal, clara, arrived):
    ask(proposal, language=language)
    question = arrived()[NORA]
    assert question.subject == QUESTIONS[language] and question.message["Auto-Submitted"] == "auto-generated"
    assert TITLE in question.body and ("48 Stunden" in question.body) == (language == "de")
    assert outside().get(question.link).status_code == 200 and not Follower.objects.exists()
    assert outside().post(question.link).status_code == 200 and Follower.objects.get().language == language
    publish_answer(proposal, clara)
    tell(morning())
    assert arrived()[NORA].subject == NEWS[language]


# -- Each kind of news ------------------------------------------------------------------
@pytest.fixture
def happen(followed, make_proposal, clara, olga, emil):
    """happen("drop") → this happens to the proposal that Nora follows in German and Otto in English."""
    follow(subject=FollowedProposal(followed), address=OTTO, language="en")
    town = Town(followed, make_proposal("Ein Nachtbus für alle"), clara, olga, emil)
    return lambda kind: getattr(town, kind)()


LINES = {
    "answer": ("Beantwortet: angenommen", "Answered: accepted"),
    "correct": ("Antwort berichtigt", "Answer corrected"),
    "agree": ("Beantwortet: ja, wenn geändert", "Answered: yes, if changed"),
    "plan": ("Meilenstein geplant", "Milestone planned"),
    "achieve": ("Meilenstein erreicht", "Milestone reached"),
    "drop": ("Meilenstein aufgegeben", "Milestone dropped"),
    "refer": ("An den Rat verwiesen", "Referred to the council"),
    "decide": ("Vom Rat beschlossen", "Decided by the council"),
    "start": ("Umsetzung hat begonnen", "Putting into practice has begun"),
    "finish": ("Umgesetzt", "Put into practice"),
    "merge": ("Mit einem anderen Vorschlag zusammengeführt", "Merged with another proposal"),
    "unmerge": ("Wieder eigenständig", "On its own again"),
    "leave": ("Steht wieder für sich: Die Jugendlichen haben ihn herausgenommen", "On its own again: its authors have taken it out"),
    "part": ("Steht wieder für sich: Der andere wurde zurückgezogen", "On its own again: the other one was withdrawn"),
    "comment": ("Öffentlicher Kommentar: Emil, ", "Public comment: Emil, "),
    "question": ("Frage an die Jugendlichen: Clara, ", "Question to the authors: Clara, "),
    "reply": ("Die Jugendlichen haben geantwortet", "The authors have replied"),
    "late": ("Die Antwort ist überfällig", "The answer is late"),
    "late_milestone": ("Ein Meilenstein ist überfällig", "A milestone is late"),
}


@pytest.mark.parametrize("kind", LINES)
def test_each_kind_arrives_in_the_language_of_each_reader(kind, happen, followed, arrived):
    happen(kind)
    assert tell(morning()) == 2
    mails = arrived()
    for address, language, line in zip((NORA, OTTO), ("de", "en"), LINES[kind], strict=True):
        message = mails[address]
        assert message.subject == NEWS[language] and re.search(rf"^- .*: {re.escape(line)}", message.body, re.MULTILINE)
        assert f"{PAGE[language]} {settings.BASE_URL}/p/{followed.pk}/\n" in message.body
        assert message.one_click == message.link and message.message["Auto-Submitted"] == "auto-generated"
        assert not re.search(r"\d{1,2}:\d{2}", re.sub(r"http\S+", "", message.body)), "a day, and no time"


def test_every_step_that_is_told_is_tried_here():
    from participation.following.actions import STEPS

    assert set(LINES) >= STEPS


def test_that_it_was_withdrawn_arrives_too(happen, followed, arrived):
    actions.transition(proposal=followed, verb="withdraw", by="author")
    assert tell(morning()) == 2
    mails = arrived()
    assert mails[NORA].subject == f"Vorschlag {followed.reference} wurde zurückgezogen"
    assert mails[OTTO].subject == f"Proposal {followed.reference} was withdrawn"
    assert all(TITLE not in each.subject + each.body for each in mails.values()) and not Follower.objects.exists()


def test_news_of_a_workshop_arrive_too(make_evening, make_proposal, clara, arrived):
    evening = make_evening(title={"de": "Bäume oder Parkplätze", "en": "Trees or parking"})
    bus, room = (make_proposal(title, workshop=evening) for title in (TITLE, "Ein Proberaum für alle"))
    for address, language in ((NORA, "de"), (OTTO, "en")):
        follow(subject=FollowedWorkshop(evening), address=address, language=language)
    publish_answer(bus, clara)
    actions.transition(proposal=room, verb="withdraw", by="author")
    assert tell(morning()) == 2
    mails = arrived()
    assert mails[NORA].subject == "Neues zu „Bäume oder Parkplätze“" and mails[OTTO].subject == "News about “Trees or parking”"
    for message, line in zip((mails[NORA], mails[OTTO]), LINES["answer"], strict=True):
        assert line in message.body and f"{settings.BASE_URL}/p/{bus.pk}/" in message.body and "Proberaum" not in message.body
        assert message.one_click == message.link
    assert outside().post(mails[OTTO].one_click).status_code == 200 and Follower.objects.get().language == "de"


# -- Ending it --------------------------------------------------------------------------
def test_one_press_in_the_mail_program_ends_it_for_this_reader_alone(happen, arrived):
    happen("answer")
    tell(morning())
    mails = arrived()
    answer = outside().post(mails[NORA].one_click, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies
    assert Follower.objects.get().language == "en"
    Follower.objects.update(told=timezone.localdate())  # as if the answer were news again
    assert tell(morning()) == 1 and set(arrived()) == {OTTO}


def test_the_link_in_the_text_asks_first_and_works_again_and_again(happen, arrived):
    happen("answer")
    tell(morning())
    link = arrived()[NORA].link
    page = outside().get(link)
    assert page.status_code == 200 and b'<form method="post"' in page.content and Follower.objects.count() == 2
    assert [outside().post(link).status_code for _press in range(2)] == [200, 200] and Follower.objects.count() == 1


# -- A server that is down ----------------------------------------------------------------
def try_for_an_hour() -> int:
    """What the sender does in an hour in which no mail server answers: it tries again whenever a message is due. Gives the tries."""
    clock, end, tries = timezone.now(), timezone.now() + timedelta(hours=1), 0
    real = timezone.now
    try:
        while clock < end:
            timezone.now = lambda moment=clock: moment
            tries += not mail.send_due()
            clock += timedelta(seconds=30)
    finally:
        timezone.now = real
    return tries


def test_a_server_that_is_down_for_an_hour_loses_nothing(happen, followed, make_proposal, mail_server, queue):
    queue.EMAIL_PORT = free_port()
    other = make_proposal("Ein Proberaum für alle")
    ask(other, "fatma@example.org", language="en")
    happen("answer")
    assert tell(morning()) == 2 and QueuedMail.objects.count() == 3
    assert try_for_an_hour() > 3 and QueuedMail.objects.count() == 3
    assert tell(morning()) == 0, "what waits is not told once more"
    server = mail_server()
    QueuedMail.objects.update(next_at=timezone.now())
    assert mail.send_due() and not QueuedMail.objects.exists()
    mails = {each.to: each for each in (Arrived(*taken) for taken in server.taken)}
    assert sorted(mails) == sorted([NORA, OTTO, "fatma@example.org"]) and len(server.taken) == 3
    assert LINES["answer"][0] in mails[NORA].body and LINES["answer"][1] in mails[OTTO].body
    assert outside().post(mails["fatma@example.org"].link).status_code == 200 and Follower.objects.filter(proposal=other).exists()
    assert outside().post(mails[NORA].one_click).status_code == 200 and Follower.objects.filter(proposal=followed).count() == 1


def test_after_two_tries_a_mail_is_one_message(happen, mail_server, queue):
    """A mailbox knows two copies by their id, if a process was killed after the server had taken the first."""
    server = mail_server()
    happen("answer")
    tell(morning())
    rows = list(QueuedMail.objects.all())
    mail.send_due()
    QueuedMail.objects.bulk_create([QueuedMail(sealed=row.sealed, next_at=row.next_at, expires_at=row.expires_at) for row in rows])
    mail.send_due()
    assert len(server.taken) == 4 and len({message["Message-ID"] for _recipients, message in server.taken}) == 2


def test_whose_mailbox_is_gone_stands_in_no_log(happen, mail_server, caplog):
    mail_server(to_recipient="550 no such user here")
    happen("answer")
    tell(morning())
    assert mail.send_due() and not QueuedMail.objects.exists()
    assert not any(word in caplog.text.lower() for word in ("nora", "otto", "rufbus"))
