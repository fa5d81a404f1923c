# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""The sample workshop when it is long over: invented reasons and proposals, and what became of each. sample_remarks.py explains the format."""

WIND_REASONS = {
    "a": [
        "Den Strom brauchen wir sowieso, dann lieber von hier.",
        "Wenn die Gemeinde mitverdient, haben alle etwas davon.",
        "In zwanzig Jahren fragt keiner mehr nach der Aussicht.",
        "Kohle macht mehr Lärm, nur woanders.",
        "Wir haben den Wind, andere nicht.",
    ],
    "b": [
        "Mein Opa schläft seit dem Bau mit geschlossenem Fenster.",
        "Der Rotmilan brütet genau dort.",
        "Ruhe ist das Einzige, was wir der Stadt voraushaben.",
        "Erst sollen die Dächer voll sein.",
    ],
    "m": ["Kommt darauf an, wie weit weg.", "Wenn sie nachts langsamer laufen, wäre es für mich in Ordnung."],
}
WIND_INTRODUCTION = {
    "de": "30 junge Leute haben in der Aula der Auenschule abgewogen: mehr Windstrom oder Ruhe und Natur. Sieben Vorschläge gingen ans Rathaus.",
    "en": "30 young people weighed in the hall of the Auenschule: more wind power, or quiet and nature. Seven proposals went to the town hall.",
}
WIND_PROPOSALS = [
    {
        "title": "Nachtbus aus der Windpacht bezahlen",
        "what": "Ein Teil der Pacht für die Windräder bezahlt einen Bus, der Freitag und Samstag bis ein Uhr durch alle Ortsteile fährt.",
        "why": "Dann haben alle etwas von den Windrädern, auch wer keins vor dem Fenster hat.",
        "supports": 22,
        "then": [
            {"after": 2, "verb": "acknowledge"},
            {"after": 6, "verb": "review"},
            {
                "after": 8,
                "verb": "assess",
                "found": {
                    "office": "Kämmerei",
                    "feasibility": "feasible",
                    "explanation": "Die Pacht reicht für zwei Nächte in der Woche.",
                    "cost_from": 14000,
                    "cost_to": 18000,
                    "reasoning": "Pacht zuletzt 61.000 € im Jahr; der Vertrag läuft noch elf Jahre.",
                },
            },
            {
                "after": 20,
                "verb": "answer",
                "verdict": "accepted",
                "reason": "Das machen wir. Ein Viertel der Pacht geht in den Nachtbus. Wir beginnen mit einer Probe an vier Wochenenden und schreiben hier auf, wie es läuft.",
                "english": "We will do it. A quarter of the rent goes into the night bus. We begin with a trial on four weekends and write down here how it goes.",
                "who": "Jonas Ritter, Hauptamt",
                "days_to_do": 170,
                "cost": "etwa 15.000 € im Jahr, aus der Pacht",
            },
            {"after": 22, "verb": "plan", "what": "Angebote von drei Busunternehmen einholen", "who": "Jonas Ritter", "days_to_do": 30},
            {"after": 22, "verb": "plan", "what": "Probe an vier Wochenenden", "who": "Hauptamt", "days_to_do": 105},
            {"after": 22, "verb": "plan", "what": "Nachtbus fährt jedes Wochenende", "who": "Hauptamt", "days_to_do": 165},
            {"after": 50, "verb": "achieve", "what": "Angebote von drei Busunternehmen einholen"},
            {"after": 55, "verb": "start"},
            {"after": 60, "verb": "rate", "ratings": [(2, 2)] * 7 + [(2, 1)] * 4 + [(1, 1)] * 2 + [(1, 0), (0, 0)]},
        ],
    },
    {
        "title": "Ein Messgerät für den Lärm, das alle lesen können",
        "what": "An drei Stellen misst ein Gerät, wie laut die Windräder sind. Die Zahlen stehen im Netz.",
        "why": "Die einen sagen, man hört nichts, die anderen, man hört alles. Dann wüssten wir es.",
        "supports": 17,
        "then": [
            {"after": 3, "verb": "acknowledge"},
            {"after": 7, "verb": "review"},
            {
                "after": 24,
                "verb": "answer",
                "verdict": "partly",
                "reason": "Ja zum Messen, aber an zwei Stellen statt an drei: Ein Gerät muss geeicht sein, und das ist teuer. Am Spielplatz fangen wir an, so wie ihr es geschrieben habt.",
                "who": "Bauamt",
                "days_to_do": 150,
                "cost": "4.200 € für ein Gerät",
            },
            {
                "after": 31,
                "verb": "correct",
                "why": "Der Preis gilt für beide Geräte zusammen, nicht für eines.",
                "words": {"cost": "4.200 € für beide Geräte zusammen"},
            },
        ],
        "said": [
            {
                "after": 8,
                "kind": "note",
                "by": "officer",
                "text": "@Clara Brandt, geeichte Geräte kann der Landkreis verleihen. Ich frage nach.",
            },
            {
                "after": 9,
                "kind": "question",
                "by": "officer",
                "text": "Welche Stelle wäre euch am wichtigsten, wenn es zuerst nur eine gibt?",
            },
            {"after": 11, "kind": "reply", "text": "Der Spielplatz in Holzmark. Da hört man es am meisten, und da sind auch die Kleinen."},
            {
                "after": 12,
                "kind": "reply",
                "text": "Bei uns, ruft mich an: 0170 000000",
                "decline": "personal",
                "why": "Bitte ohne Telefonnummer.",
            },
            {
                "after": 26,
                "kind": "comment",
                "by": "mayor",
                "text": "Danke für den Hinweis auf den Spielplatz. Das erste Gerät kommt dorthin.",
            },
        ],
    },
    {
        "title": "Ein Bürgerwindrad für alle Familien",
        "what": "Das nächste Windrad gehört der Gemeinde und allen, die mitmachen wollen. Wer näher wohnt, bekommt zuerst einen Anteil.",
        "why": "Wer es hört, soll auch daran verdienen.",
        "supports": 27,
        "then": [
            {"after": 2, "verb": "acknowledge"},
            {"after": 4, "verb": "review"},
            {
                "after": 26,
                "verb": "answer",
                "verdict": "accepted",
                "reason": "Das Rathaus ist dafür. Entscheiden muss der Gemeinderat, weil sehr viele von euch den Vorschlag unterstützt haben und es um viel Geld geht.",
                "who": "Clara Brandt, Bürgermeisterin",
                "days_to_do": 300,
                "cost": "noch offen",
            },
            {"after": 30, "verb": "refer"},
            {
                "after": 62,
                "verb": "decide",
                "reason": "Der Gemeinderat hat mit 11 zu 4 Stimmen beschlossen, eine Genossenschaft zu gründen. Zwei Plätze im Beirat sind für Leute unter 21.",
            },
            {"after": 70, "verb": "start"},
            {"after": 70, "verb": "plan", "what": "Gründung der Genossenschaft", "who": "Clara Brandt", "days_to_do": 120},
        ],
    },
    {
        "title": "Anteile am Windrad schon ab zehn Euro",
        "what": "Auch wer wenig Geld hat, soll einen Anteil an einem Windrad haben können.",
        "why": "Sonst verdienen nur die, die schon viel haben.",
        "supports": 13,
        "then": [
            {
                "after": 5,
                "verb": "merge",
                "into": "Ein Bürgerwindrad für alle Familien",
                "reason": "Beide wollen Anteile für alle. Zusammen wiegen sie mehr.",
            }
        ],
    },
    {
        "title": "Windräder nachts aus, wenn jemand nah wohnt",
        "what": "Alle Windräder, die näher als ein Kilometer an Häusern stehen, stehen von 22 bis 6 Uhr still.",
        "why": "Meine Oma wohnt direkt daneben und schläft schlecht.",
        "supports": 16,
        "then": [
            {"after": 3, "verb": "acknowledge"},
            {"after": 6, "verb": "review"},
            {
                "after": 15,
                "verb": "answer",
                "verdict": "changed",
                "reason": "Ganz abschalten dürfen wir sie nicht, das steht im Vertrag. Leiser stellen dürfen wir sie, und das hört man.",
                "wording": "Alle Windräder, die näher als ein Kilometer an Häusern stehen, laufen von 22 bis 6 Uhr im leisen Betrieb.",
                "days_open": 14,
                "who": "Bauamt mit dem Betreiber",
                "days_to_do": 60,
            },
            {"after": 19, "verb": "agree"},
        ],
    },
    {
        "title": "Schulklassen dürfen auf ein Windrad steigen",
        "what": "Jede achte Klasse der Auenschule darf einmal ein Windrad von innen sehen.",
        "why": "Man redet anders darüber, wenn man einmal oben war.",
        "supports": 19,
        "then": [
            {"after": 1, "verb": "acknowledge"},
            {
                "after": 10,
                "verb": "answer",
                "verdict": "accepted",
                "reason": "Sehr gern. Der Betreiber macht mit, die Schule auch.",
                "who": "Auenschule mit dem Betreiber",
                "days_to_do": 90,
            },
            {"after": 12, "verb": "plan", "what": "Erste Führung für die 8a", "who": "Auenschule", "days_to_do": 70},
            {
                "after": 75,
                "verb": "achieve",
                "what": "Erste Führung für die 8a",
                "finish": "Die 8a war oben. Ab jetzt geht jede achte Klasse, immer im September.",
            },
        ],
    },
    {
        "title": "Keine neuen Windräder, bis alle Dächer voll sind",
        "what": "Erst kommt Solar auf jedes Dach der Gemeinde, vorher wird keine Fläche mehr freigegeben.",
        "why": "Dächer stören niemanden.",
        "supports": 11,
        "then": [
            {"after": 4, "verb": "acknowledge"},
            {
                "after": 25,
                "verb": "answer",
                "verdict": "rejected",
                "reason": "Auf Dächer von Familien hat die Gemeinde keinen Einfluss, und auf ihren eigenen liegt Solar schon. Warten würde heißen: viele Jahre gar nichts. Die Karte mit allen Dächern der Gemeinde stellen wir ins Netz.",
            },
        ],
    },
]

# Written at the latest workshop besides DISTRICTS_PROPOSALS of sample_remarks.py: what the town hall has not finished yet.
UNFINISHED_PROPOSALS = [
    {
        "title": "Licht am Radweg nach Steinach",
        "what": "Am Radweg zwischen Steinach und dem Zentrum stehen Lampen, die angehen, wenn jemand kommt.",
        "why": "Im Winter fahren wir im Dunkeln zur Schule und im Dunkeln zurück.",
        "supports": 11,
        "then": [
            {"after": 1, "verb": "acknowledge"},
            {
                "after": 3,
                "verb": "merge",
                "into": "Rufbus am Freitag- und Samstagabend",
                "reason": "Beide wollen, dass man abends sicher nach Hause kommt.",
            },
            {"after": 6, "verb": "leave"},
        ],
        "said": [
            {
                "after": 7,
                "kind": "comment",
                "by": "officer",
                "text": "Stimmt: Ein Bus am Wochenende macht den Schulweg nicht hell. Über das Licht entscheiden wir jetzt für sich.",
            },
        ],
    },
    {
        "title": "Ein Schrank für Sportsachen, den alle ausleihen",
        "what": "Am Bolzplatz steht ein Schrank mit Bällen, Schlägern und einem Netz. Er geht mit dem Handy auf.",
        "why": "Nicht alle haben so etwas zu Hause, und immer vergisst jemand den Ball.",
        "supports": 8,
        "then": [
            {"after": 2, "verb": "acknowledge"},
            {
                "after": 8,
                "verb": "draft",
                "template": "money",
                "facts": {"reason": ["etwa 1.800 €"], "english": ["about €1,800"]},
                "who": "Jonas Ritter, Hauptamt",
                "days_to_do": 120,
            },
        ],
    },
]
