# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""Invented reasons and proposals of past workshops, and what became of them.

Reasons are sorted by the goal that they support: "a", "b", or "m" for neither. In a proposal `supports` is the number of supports in the room, and `then` lists the steps after the hand-over, `said` what was said about it since; `after` is in days. What is `declined` never reached the room; its author asks for a second look.
"""

NURSERY_REASONS = {
    "a": [
        "Meine Mutter kann erst arbeiten, wenn mein Bruder einen Platz hat.",
        "Wer als Kind gut betreut wird, kommt später besser klar.",
        "Ohne Kita zieht keine Familie mehr her.",
        "An Kindern sparen ist das teuerste Sparen.",
        "Jetzt sind die Kinder da, nicht erst in zehn Jahren.",
    ],
    "b": [
        "Die Schulden müssen wir abbezahlen, nicht die, die heute entscheiden.",
        "Wenn alles Geld weg ist, wird als Erstes der Jugendraum zugemacht.",
        "Man kann Plätze auch mit den Nachbarorten teilen.",
        "Erst rechnen, dann bauen.",
        "In zwanzig Jahren steht die Kita vielleicht leer.",
    ],
    "m": ["Beides geht, wenn man langsamer baut.", "Ich wüsste gern, was ein Platz wirklich kostet."],
}
NURSERY_INTRODUCTION = {
    "de": (
        "31 junge Leute aus allen Ortsteilen haben im Rathaus abgewogen, was vorgehen soll: mehr Kitaplätze oder ein Haushalt ohne neue "
        "Schulden. Zwischen den beiden Abstimmungen haben sie zwanzig Minuten lang in kleinen Gruppen miteinander gesprochen."
    ),
    "en": (
        "31 young people from all districts weighed in the town hall what should come first: more nursery places, or a budget without new "
        "debts. Between the two votes they talked for twenty minutes in small groups."
    ),
}
NURSERY_PROPOSALS = [
    {
        "title": "Kita Regenbogen bis 18 Uhr öffnen",
        "what": "Die Kita in Wiesenfeld soll an zwei Tagen in der Woche bis 18 Uhr offen sein.",
        "why": "Meine Mutter arbeitet im Laden bis halb sechs. Dann rennt sie jedes Mal. So geht es vielen.",
        "supports": 21,
        "then": [{"after": 5, "verb": "acknowledge"}, {"after": 8, "verb": "review"}],
        "said": [
            {
                "after": 9,
                "kind": "note",
                "by": "officer",
                "text": "@Clara Brandt, das Personal reicht im Moment nur für einen langen Tag. Ich rechne beides durch.",
            },
            {
                "after": 10,
                "kind": "question",
                "by": "mayor",
                "text": "Würde euch für den Anfang ein langer Tag in der Woche helfen? Und welcher wäre der wichtigste?",
            },
            {
                "after": 12,
                "kind": "reply",
                "text": "Ja, am Donnerstag. Da ist der Laden am längsten offen. Aber bitte nicht für immer nur einen.",
            },
            {
                "after": 15,
                "kind": "comment",
                "by": "officer",
                "text": "Danke, das hilft uns. Wir sprechen mit der Kita Regenbogen über den Donnerstag und schreiben hier, was dabei herauskommt.",
            },
        ],
    },
    {
        "title": "Kita-Anmeldung auf dem Handy",
        "what": "Eine Anmeldung für alle Kitas zusammen, auch auf dem Handy und in einfacher Sprache.",
        "why": "Heute muss man überall einzeln hin und weiß nie, wo noch etwas frei ist.",
        "supports": 17,
        "then": [
            {"after": 4, "verb": "acknowledge"},
            {
                "after": 16,
                "verb": "answer",
                "verdict": "accepted",
                "reason": (
                    "Das machen wir. Die Anmeldung für alle Kitas kommt auf eine Seite, die auch auf dem Handy gut geht. "
                    "Wir fangen mit zwei Kitas an und fragen die Familien, was noch fehlt."
                ),
                "english": (
                    "We will do it. The registration for all nurseries will be on one page that works well on a phone. "
                    "We start with two nurseries and ask the families what is missing."
                ),
                "who": "Jonas Ritter, Hauptamt",
                "days_to_do": 120,
                "cost": "etwa 3.000 € im ersten Jahr",
            },
            {"after": 17, "verb": "plan", "what": "Familien fragen, was noch fehlt", "who": "Jonas Ritter", "days_to_do": 7},
            {"after": 17, "verb": "plan", "what": "Probelauf mit zwei Kitas", "who": "Hauptamt", "days_to_do": 9},
            {"after": 17, "verb": "plan", "what": "Anmeldung für alle Kitas", "who": "Hauptamt", "days_to_do": 110},
            {"after": 23, "verb": "achieve", "what": "Familien fragen, was noch fehlt"},
            {"after": 24, "verb": "start"},
        ],
    },
    {
        "title": "Ein Wickelraum im Rathaus",
        "what": "Im Erdgeschoss des Rathauses soll es einen Raum geben, in dem man Babys wickeln und stillen kann.",
        "why": "Wer mit Kind aufs Amt muss, findet sonst nichts.",
        "supports": 12,
        "then": [
            {"after": 2, "verb": "acknowledge"},
            {
                "after": 9,
                "verb": "answer",
                "verdict": "accepted",
                "reason": "Gute Idee, und leicht zu machen. Der Abstellraum neben dem Eingang wird dafür frei geräumt.",
                "who": "Jonas Ritter, Hauptamt",
                "days_to_do": 30,
                "cost": "400 €",
            },
            {"after": 12, "verb": "start"},
            {
                "after": 27,
                "verb": "finish",
                "reason": "Der Raum ist fertig: Erdgeschoss, gleich links, immer offen, wenn das Rathaus offen ist.",
            },
        ],
    },
    {
        "title": "Jugendliche lesen in der Kita vor",
        "what": "Wer in der Auenschule mag, liest einmal in der Woche in einer Kita vor. Dafür gibt es eine Bescheinigung und 8 Euro.",
        "why": "Das hilft den Erzieherinnen und Erziehern, und wir lernen, wie die Arbeit dort ist.",
        "supports": 15,
        "then": [
            {"after": 3, "verb": "acknowledge"},
            {"after": 6, "verb": "review"},
            {
                "after": 21,
                "verb": "answer",
                "verdict": "partly",
                "reason": (
                    "Ja zum Vorlesen und zur Bescheinigung. Die 8 Euro können wir nicht zahlen: Der Haushalt hat dafür keine Stelle, "
                    "und andere lesen schon ohne Geld vor. Wir laden euch aber zweimal im Jahr zu einem Ausflug ein."
                ),
                "who": "Clara Brandt, Bürgermeisterin, mit der Auenschule",
                "days_to_do": 90,
                "cost": "etwa 6.000 € im Jahr",
            },
            {
                "after": 23,
                "verb": "correct",
                "why": "Bei den Kosten stand eine Null zu viel. Danke an alle, die nachgerechnet haben.",
                "words": {"cost": "etwa 600 € im Jahr"},
            },
        ],
    },
    {
        "title": "Keine neuen Straßen, bis alle Kitas gebaut sind",
        "what": "Auental soll zwei Jahre lang kein Geld für Straßen ausgeben und alles in die Kitas stecken.",
        "why": "Straßen haben wir genug.",
        "supports": 6,
        "then": [
            {"after": 5, "verb": "acknowledge"},
            {
                "after": 19,
                "verb": "answer",
                "verdict": "rejected",
                "reason": (
                    "Das geht leider nicht. Zwei Brücken müssen wir reparieren, sonst werden sie gesperrt, und auch der Schulbus fährt darüber. "
                    "Neue Straßen plant die Gemeinde im Moment keine. Im nächsten Haushalt zeigen wir beides nebeneinander, damit man vergleichen kann."
                ),
            },
        ],
    },
]

DISTRICTS_REASONS = {
    "a": [
        "Wenn im Ort nichts mehr ist, ziehen alle weg.",
        "Meine Oma kommt nicht mehr ins Zentrum.",
        "Steinach hat schon den Laden verloren, jetzt reicht es.",
        "Man kennt sich nur, wenn man sich im Ort trifft.",
    ],
    "b": [
        "Lieber ein guter Jugendclub als sechs leere Räume.",
        "Wenn der Bus fährt, ist es egal, wo etwas steht.",
        "Sechsmal das Gleiche können wir uns nicht leisten.",
        "Im Zentrum trifft man auch Leute aus den anderen Orten.",
    ],
    "m": ["Kommt darauf an, ob ein Bus fährt.", "Manches muss nah sein, anderes nicht."],
}
DISTRICTS_PROPOSALS = [
    {
        "title": "Rufbus am Freitag- und Samstagabend",
        "what": "Freitag und Samstag zwischen 20 und 1 Uhr fährt ein Kleinbus, den man mit dem Handy ruft, in alle Ortsteile.",
        "why": "Sonst kommt man nach dem Training oder vom Kino nicht nach Hause, und die Eltern müssen fahren.",
        "supports": 19,
        "then": [
            {"after": 2, "verb": "acknowledge"},
            {"after": 5, "verb": "review"},
            {
                "after": 6,
                "verb": "assess",
                "found": {
                    "office": "Bauamt",
                    "feasibility": "conditions",
                    "explanation": "Wenn der Landkreis die Hälfte zahlt und die Fahrten in seinen Plan passen.",
                    "cost_from": 9000,
                    "cost_to": 12000,
                    "reasoning": "Landkreis hat am Telefon Ja gesagt, schriftlich noch nicht.",
                },
            },
        ],
    },
    {
        "title": "Jugendraum in der alten Schule Steinach",
        "what": "Zwei Räume in der alten Schule bekommen wir für uns. Wir streichen selbst und machen einen Plan, wer aufschließt.",
        "why": "Die Schule steht leer, und in Steinach gibt es nichts, wo man bei Regen sein kann.",
        "supports": 14,
        "then": [{"after": 3, "verb": "acknowledge"}],
    },
    {
        "title": "Einmal im Monat Markt in jedem Ortsteil",
        "what": "Bäcker, Gemüse und Post kommen reihum in jeden Ortsteil, immer am Samstag.",
        "why": "Meine Oma kommt sonst nirgends hin, und man trifft sich.",
        "supports": 9,
        "then": [],
    },
    {
        "title": "Ein Grillplatz unten an der Aue",
        "what": "Unten am Wasser kommt ein fester Grillplatz hin, mit Bänken und Licht, der immer offen ist.",
        "why": "Jetzt sitzen wir auf dem Parkplatz, und jedes Mal beschwert sich jemand.",
        "supports": 12,
        "then": [
            {"after": 1, "verb": "acknowledge"},
            {"after": 3, "verb": "review"},
            {
                "after": 7,
                "verb": "answer",
                "verdict": "changed",
                "reason": "Den Platz geben wir gern. Licht am Wasser geht nicht, weil dort Fledermäuse jagen, und nachts hört man euch bis ins Altenheim.",
                "wording": "Unten am Wasser kommt ein fester Grillplatz hin, mit Bänken und ohne Licht, der bis 22 Uhr offen ist.",
                "days_open": 21,
                "who": "Bauhof",
                "days_to_do": 90,
                "cost": "2.500 €",
            },
        ],
        "said": [
            {"after": 4, "kind": "question", "by": "officer", "text": "Wie viele wollt ihr dort meistens sein?"},
            {"after": 6, "kind": "reply", "text": "So zehn bis fünfzehn. Im Sommer auch mal mehr.", "waits": True},
        ],
    },
    {
        "title": "Der Busfahrer von der Linie 3 soll weg",
        "what": "Der Fahrer am Nachmittag fährt immer zu früh los und schimpft.",
        "why": "Das nervt alle.",
        "declined": {
            "rule": "personal",
            "reason": "Auf der Linie 3 fährt am Nachmittag nur einer.",
            "note": "Schreib gern, was am Bus besser werden soll.",
        },
    },
]
