# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""The past and the later workshops as plain data; sample_workshop.py explains the format."""

from workshops.content.sources import DAILY_IN_BITTERFELD

from .sample_workshop import END, PROPOSALS, SAMPLE_WORKSHOP

NURSERY_QUESTION = {
    "kind": "slider",
    "question": {
        "de": "Mehr Kitaplätze oder keine neuen Schulden: Was soll vorgehen?",
        "en": "More nursery places or no new debts: what should come first?",
    },
}
NURSERY_EVENING = {
    "tradeoff": "nursery",
    "title": {"de": "Kita und Haushalt", "en": "Nurseries and the budget"},
    "promise": SAMPLE_WORKSHOP["promise"],
    "partners": {"de": "Auenschule Auental und Kitaverein Regenbogen", "en": "Auenschule Auental and the nursery association Regenbogen"},
    "place": "Rathaus Auental, Saal",
    "expected": 32,
    "agenda": [
        {
            "kind": "poll",
            "minutes": 5,
            "pair": "nursery",
            "title": {"de": "Vorher: Wo stehst du?", "en": "Before: where do you stand?"},
            "ask": NURSERY_QUESTION,
        },
        {
            "kind": "discussion",
            "minutes": 20,
            "title": {"de": "Wofür reicht das Geld, und wer soll entscheiden?", "en": "What is there money for, and who should decide?"},
            "prompts": {
                "de": "Wem hilft ein neuer Kitaplatz, wem hilft er nicht?\nWorauf würdet ihr verzichten?\nWann wären Schulden in Ordnung?",
                "en": "Whom does a new nursery place help, whom not?\nWhat would you do without?\nWhen would debts be all right?",
            },
        },
        {
            "kind": "poll",
            "minutes": 5,
            "pair": "nursery",
            "title": {"de": "Nachher: Wo stehst du jetzt?", "en": "After: where do you stand now?"},
            "ask": NURSERY_QUESTION,
        },
        {
            "kind": "poll",
            "minutes": 10,
            "title": {"de": "Was zuerst?", "en": "What first?"},
            "ask": {
                "kind": "single_choice",
                "question": {
                    "de": "Was soll Auental bei den Kitas als Erstes angehen?",
                    "en": "What should Auental tackle first in its nurseries?",
                },
                "options": [
                    {"de": "Kita Auenwiese um eine Gruppe erweitern", "en": "Add a group to the nursery Auenwiese"},
                    {"de": "Elternbeiträge nach Einkommen staffeln", "en": "Let parents pay by income"},
                    {"de": "In allen Ortsteilen bis 17 Uhr öffnen", "en": "Stay open until 5 p.m. in all districts"},
                    {
                        "de": "Gemeinsame Kita mit der Nachbargemeinde planen",
                        "en": "Plan a nursery together with the neighbouring municipality",
                    },
                    {"de": "Erst Schulden abbauen, dann ausbauen", "en": "First pay off debts, then expand"},
                ],
            },
        },
        PROPOSALS,
        END,
    ],
}

DISTRICTS_QUESTION = {
    "kind": "slider",
    "question": {
        "de": "Was soll in Auental zuerst wachsen: jeder Ort oder das Zentrum?",
        "en": "What should grow first in Auental: every village or the centre?",
    },
}
DISTRICTS_EVENING = {
    "tradeoff": "districts",
    "title": {"de": "Sechs Orte, eine Gemeinde", "en": "Six villages, one municipality"},
    "promise": SAMPLE_WORKSHOP["promise"],
    "place": "Landjugendheim Steinach",
    "expected": 24,
    "agenda": [
        {
            "kind": "poll",
            "minutes": 5,
            "pair": "districts",
            "title": {"de": "Vorher: Wo stehst du?", "en": "Before: where do you stand?"},
            "ask": DISTRICTS_QUESTION,
        },
        {
            "kind": "discussion",
            "minutes": 20,
            "title": {
                "de": "Was muss bei dir im Ort sein, und wofür fährst du gern?",
                "en": "What must be in your village, and what do you gladly travel for?",
            },
            "prompts": {
                "de": "Was gab es bei euch früher, was gibt es jetzt?\nWie kommt ihr hin, wenn ihr kein Auto habt?\nWas wäre ein fairer Tausch?",
                "en": "What did your village have once, what has it now?\nHow do you get there without a car?\nWhat would be a fair exchange?",
            },
        },
        {
            "kind": "poll",
            "minutes": 5,
            "pair": "districts",
            "title": {"de": "Nachher: Wo stehst du jetzt?", "en": "After: where do you stand now?"},
            "ask": DISTRICTS_QUESTION,
        },
        {
            "kind": "poll",
            "minutes": 10,
            "title": {"de": "Wofür ist Geld da?", "en": "What is the money for?"},
            "ask": {
                "kind": "points",
                "question": {
                    "de": "Wofür soll Auental im nächsten Jahr Geld ausgeben?",
                    "en": "What should Auental spend money on next year?",
                },
                "options": [
                    {"de": "Rufbus in alle Ortsteile", "en": "A dial-a-ride bus to all districts"},
                    {"de": "Jugendraum im alten Bahnhof", "en": "A youth room in the old station"},
                    {"de": "Ausbau der Kita Auenwiese", "en": "Expanding the nursery Auenwiese"},
                    {"de": "Beleuchteter Radweg von Auendorf nach Holzmark", "en": "A lit cycle path from Auendorf to Holzmark"},
                    {"de": "Nichts ausgeben, Rücklage bilden", "en": "Spend nothing, build up reserves"},
                ],
            },
        },
        PROPOSALS,
        END,
    ],
}

WOLF_EVENING = {
    "tradeoff": "wolf",
    "title": {"de": "Der Wolf ist da", "en": "The wolf is here"},
    "promise": SAMPLE_WORKSHOP["promise"],
    "partners": {"de": "Landjugend Auental und Schäferei Kern", "en": "Rural Youth Auental and the sheep farm Kern"},
    "place": "Landjugendheim Steinach",
    "expected": 25,
    "agenda": [
        {
            "kind": "poll",
            "minutes": 5,
            "title": {"de": "Wo stehst du?", "en": "Where do you stand?"},
            "ask": {
                "kind": "slider",
                "question": {"de": "Wie viel Platz soll der Wolf bei uns haben?", "en": "How much room should the wolf have around here?"},
            },
        },
        PROPOSALS,
        END,
    ],
}

# In preparation: what other ways of asking are good for.
SERVICES_EVENING = {
    "tradeoff": "districts",
    "title": {"de": "Laden, Bus, Treff: Was bleibt im Ort?", "en": "Shop, bus, meeting place: what stays in the village?"},
    "promise": SAMPLE_WORKSHOP["promise"],
    "place": "Feuerwehrhaus Holzmark",
    "expected": 28,
    "agenda": [
        {
            "kind": "poll",
            "minutes": 6,
            "title": {"de": "Schätzen und staunen", "en": "Guess and wonder"},
            "ask": {
                "kind": "knowledge",
                "question": {
                    "de": "Wie viele Menschen zogen 2018 nach Sandersdorf-Brehna?",
                    "en": "How many people moved to Sandersdorf-Brehna in 2018?",
                },
                "hint": {
                    "de": "Eine Stadt mit vielen Orten, wie Auental. Nur ein Tipp, niemand bekommt Punkte.",
                    "en": "A town of many villages, like Auental. Just a guess, nobody gets points.",
                },
                "settings": {
                    "low": 0,
                    "high": 1500,
                    "step": 50,
                    "truth": 757,
                    "unit": {"de": "Menschen", "en": "people"},
                    "fact": {
                        "de": "Die Stadt schrumpfte 2018 nur um 41 Menschen, denn 757 zogen zu.",
                        "en": "The town shrank by 41 people only in 2018, for 757 moved in.",
                    },
                    "source": DAILY_IN_BITTERFELD,
                },
            },
        },
        {
            "kind": "poll",
            "minutes": 6,
            "title": {"de": "Wie ist es jetzt?", "en": "How is it now?"},
            "ask": {
                "kind": "grid",
                "question": {
                    "de": "Wie weit erreicht Auental heute beide Ziele?",
                    "en": "How far does Auental reach both goals today?",
                },
                "hint": {
                    "de": "Beides zugleich ist schwer. Gelingt es trotzdem?",
                    "en": "Both at once is hard. Does it succeed all the same?",
                },
            },
        },
        {
            "kind": "discussion",
            "minutes": 20,
            "title": {"de": "Was gehört in jeden Ort, was nicht?", "en": "What belongs in every village, and what does not?"},
            "prompts": {
                "de": "Was brauchst du jede Woche, was nur einmal im Jahr?\nWer kann nicht einfach ins Zentrum fahren?\nWas würdet ihr mit dem Nachbarort teilen?",
                "en": "What do you need every week, what only once a year?\nWho can’t simply travel to the centre?\nWhat would you share with the next village?",
            },
        },
        {
            "kind": "poll",
            "minutes": 8,
            "title": {"de": "Womit können alle leben?", "en": "What can everyone live with?"},
            "ask": {
                "kind": "resistance",
                "question": {
                    "de": "Wie viel Widerstand spürst du gegen diese Wege?",
                    "en": "How much resistance do you feel to these ways?",
                },
                "options": [
                    {
                        "de": "Jeder Ort behält eine Sache: Laden, Treff oder Arzt",
                        "en": "Each village keeps one thing: shop, youth room or doctor",
                    },
                    {"de": "Alles ins Zentrum, dafür ein Bus jede halbe Stunde", "en": "All to the centre, with a bus every half hour"},
                    {"de": "Laden, Bücher und Ärztin kommen auf Rädern", "en": "Shop, books and doctor come on wheels"},
                    {"de": "Immer zwei Nachbarorte teilen sich, was sie haben", "en": "Two neighbours always share what they have"},
                ],
                "passive": {"de": "Alles bleibt, wie es ist", "en": "Everything stays as it is"},
            },
        },
        {
            "kind": "poll",
            "minutes": 10,
            "title": {"de": "Wofür reicht das Geld?", "en": "What is there money for?"},
            "ask": {
                "kind": "budget",
                "question": {
                    "de": "40.000 Euro für die Orte: Was soll davon bezahlt werden?",
                    "en": "40,000 euros for the villages: what should it pay for?",
                },
                "hint": {
                    "de": "Preise für ein Jahr, grob geschätzt vom Bauamt.",
                    "en": "Prices for one year, roughly estimated by the building department.",
                },
                "options": [
                    {"de": "Rufbus am Wochenende in alle Ortsteile", "en": "A dial-a-ride bus to all districts at weekends"},
                    {"de": "Jugendraum im alten Bahnhof herrichten", "en": "Fitting out a youth room in the old station"},
                    {"de": "Bücherbus alle zwei Wochen", "en": "A library bus every other week"},
                    {"de": "Dorfladen mit Automat in Steinach", "en": "A village shop with a vending machine in Steinach"},
                    {"de": "Licht am Radweg von Auendorf nach Holzmark", "en": "Lights on the cycle path from Auendorf to Holzmark"},
                ],
                "costs": [18000, 22000, 9000, 12000, 16000],
                "settings": {"cap": 40000},
            },
        },
        PROPOSALS,
        END,
    ],
}

ELSEWHERE = {
    "tradeoff": "wind",
    "title": {"de": "Windkraft in Hügelstedt", "en": "Wind power in Hügelstedt"},
    "promise": {"de": "Der Stadtrat erfährt, wie ihr abgestimmt habt.", "en": "The council hears how you voted."},
    "place": "Bürgerhaus Hügelstedt",
    "expected": 20,
    "agenda": [END],
}
