# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""Two invented towns and their staff. No place, person or figure here is real."""

from participation.accounts.models import Membership

Role = Membership.Role

AUENTAL = {
    "slug": "auental",
    "name": "Auental",
    "influence": "consult",
    "answer_days": 28,
    "about": {
        "de": (
            "Auental gibt es nicht. Der Ort ist erfunden, damit Sie Augenhöhe ausprobieren können: sechs Ortsteile, eine Schule "
            "und ein Gemeinderat, der zuhört. Die Zielkonflikte sind echt: "
            "Sie stammen aus dem Forschungsprojekt LAZIK N2030."
        ),
        "en": (
            "Auental does not exist. The town is invented so that you can try Augenhöhe: six villages, one school "
            "and a council that listens. The trade-offs are real: "
            "they come from the research project LAZIK N2030."
        ),
    },
    "imprint": {
        "de": (
            "Dies ist ein Beispieltext einer erfundenen Kommune.\n\n"
            "Hier nennt Ihre Kommune, was für ihr Impressum vorgeschrieben ist: Name und Anschrift, wer sie vertritt, "
            "Telefon und E-Mail, zuständige Aufsicht, Umsatzsteuer-Nummer.\n\n"
            "Gemeinde Auental (erfunden)\nMarktplatz 1, 00000 Auental\nVertreten durch Bürgermeisterin Clara Brandt\nrathaus@auental.example"
        ),
        "en": (
            "This is an example text of an invented municipality.\n\n"
            "Here your municipality names what its imprint must say by law: name and address, who represents it, "
            "phone and e-mail, supervisory authority, VAT number.\n\n"
            "Municipality of Auental (invented)\nMarktplatz 1, 00000 Auental\nRepresented by mayor Clara Brandt\nrathaus@auental.example"
        ),
    },
    "privacy": {
        "de": (
            "Dies ist ein Beispieltext einer erfundenen Kommune. Er ist mit Ihrer oder Ihrem Datenschutzbeauftragten abzustimmen.\n\n"
            "Wer mitmacht, braucht kein Konto, keinen Namen und keine E-Mail-Adresse. Im Workshop gilt ein Tiername.\n\n"
            "Gespeichert werden: der Tiername, die Stimmen und freiwillige Wortmeldungen und Vorschläge. Eine Stimme ist niemandem "
            "zuzuordnen: Nur das Handy selbst weiß, welche seine ist. Sobald ein Ergebnis feststeht, werden die einzelnen Stimmen vernichtet; einen Tag nach dem Workshop sind auch die Tiernamen gelöscht. "
            "Es bleiben die Ergebnisse als Zahlen (öffentlich ab zehn Stimmen) und die veröffentlichten Vorschläge ohne Namen.\n\n"
            "Wer auf der öffentlichen Seite eines Vorschlags Neues per E-Mail anfordert, dessen Adresse wird verschlüsselt gespeichert, bis ein "
            "Link in einer Mail es beendet, längstens ein Jahr nach dem letzten Schritt.\n\n"
            "Auf dem Handy lässt sich alles Eigene ansehen, mitnehmen und löschen. Mitmachen ist freiwillig. "
            "Es gibt keine Zählung von Besuchen, keine Werbung und keine Daten bei Dritten.\n\n"
            "Fragen und Beschwerden: datenschutz@auental.example (erfunden)."
        ),
        "en": (
            "This is an example text of an invented municipality. Agree yours with your data protection officer.\n\n"
            "Nobody needs an account, a name or an e-mail address to take part. In the workshop everyone goes by the name of an animal.\n\n"
            "What is stored: the animal’s name, votes, and remarks and proposals given freely. A vote can’t be traced to anybody: "
            "the phone alone knows which one is its own. As soon as a result is fixed, the single votes are destroyed; a day after the workshop animal names are deleted, too. "
            "Results in numbers stay (public from ten votes on), and published proposals without names.\n\n"
            "The address of whoever asks for news by e-mail on a proposal’s public page is stored encrypted until a link in a mail ends it, "
            "at the latest a year after the last step.\n\n"
            "On the phone everything of one’s own can be seen, taken along and erased. Taking part is voluntary. "
            "Visits are not counted, there are no ads, and no data go to third parties.\n\n"
            "Questions and complaints: datenschutz@auental.example (invented)."
        ),
    },
    "accessibility": {
        "de": (
            "Dies ist ein Beispieltext einer erfundenen Kommune.\n\n"
            "Augenhöhe soll für alle nutzbar sein: mit Tastatur, mit Vorlese-Programm, bei starker Vergrößerung, hell und dunkel, "
            "auch ohne JavaScript. Grundlage ist die BITV 2.0 mit EN 301 549.\n\n"
            "Hier nennt Ihre Kommune den Stand der Prüfung, was noch nicht barrierefrei ist, und die Durchsetzungsstelle Ihres Landes.\n\n"
            "Eine Barriere gefunden? barrierefrei@auental.example (erfunden)."
        ),
        "en": (
            "This is an example text of an invented municipality.\n\n"
            "Augenhöhe is meant to work for everybody: by keyboard, with a screen reader, strongly enlarged, in light and dark, "
            "and without JavaScript. The basis is the German BITV 2.0 with EN 301 549.\n\n"
            "Here your municipality states what has been tested, what is not accessible yet, and the enforcement body of your state.\n\n"
            "Found a barrier? barrierefrei@auental.example (invented)."
        ),
    },
}

HUEGELSTEDT = {
    "slug": "huegelstedt",
    "name": "Hügelstedt",
    "influence": "inform",
    "answer_days": 42,
    "about": {
        "de": "Auch Hügelstedt ist erfunden: eine zweite Kommune auf demselben Server, die von Auental nichts sieht.",
        "en": "Hügelstedt is invented too: a second municipality on the same server that sees nothing of Auental.",
    },
    "imprint": {
        "de": "Dies ist ein Beispieltext einer erfundenen Kommune.\n\nStadt Hügelstedt (erfunden)\nAm Hang 2, 00000 Hügelstedt",
        "en": "This is an example text of an invented municipality.\n\nTown of Hügelstedt (invented)\nAm Hang 2, 00000 Hügelstedt",
    },
    **{
        name: {language: words.replace("auental", "huegelstedt") for language, words in AUENTAL[name].items()}
        for name in ("privacy", "accessibility")
    },
}

BEN = {"email": "ben@auental.example", "name": "Ben Sommer", "role": Role.FACILITATOR}
CLARA = {"email": "clara@auental.example", "name": "Clara Brandt", "role": Role.MAYOR}
JONAS = {"email": "jonas@auental.example", "name": "Jonas Ritter", "role": Role.OFFICER}
HANNA = {"email": "hanna@huegelstedt.example", "name": "Hanna Vogt", "role": Role.FACILITATOR}
