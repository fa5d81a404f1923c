# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""The workshop that is ready to begin, as plain data.

docs/agenda-files.md describes the items.
"""

FACTS_TALK = {
    "kind": "input",
    "minutes": 10,
    "title": {"de": "Windkraft in Zahlen", "en": "Wind power in figures"},
    "text": {
        "de": (
            "Jonas Ritter vom Bauamt zeigt auf der Karte, wo Windräder stehen, wo welche stehen dürften und wer darüber entscheidet.\n"
            "Hört auf beides: was für mehr Windstrom spricht und was dagegen."
        ),
        "en": (
            "Jonas Ritter of the building department shows on the map where turbines stand, where more could stand and who decides.\n"
            "Listen for both: what speaks for more wind power, and what against."
        ),
    },
}
WIND_QUESTION = {
    "kind": "slider",
    "question": {"de": "Soll Auental mehr Flächen für Windräder freigeben?", "en": "Should Auental open more land for wind turbines?"},
    "hint": {
        "de": "Beide Ziele sind beschlossen. Sie lassen sich nicht beide voll erreichen.",
        "en": "Both goals are agreed. Both in full at once is not possible.",
    },
}
TALK = {
    "kind": "discussion",
    "minutes": 15,
    "title": {
        "de": "Wie kommt mehr Windstrom nach Auental, ohne dass Ruhe und Natur verlieren?",
        "en": "How does more wind power come to Auental without quiet and nature losing?",
    },
    "text": {"de": "In Dreiergruppen", "en": "In groups of three"},
    "prompts": {
        "de": (
            "Alle sagen der Reihe nach, wo sie stehen und warum. Niemand unterbricht.\n"
            "Findet den stärksten Grund der Seite, auf der ihr nicht steht.\n"
            "Schreibt eine Bedingung auf, unter der ihr euch bewegen würdet."
        ),
        "en": (
            "Take turns to say where you stand and why. Nobody interrupts.\n"
            "Find the strongest reason of the side you are not on.\n"
            "Write down one condition under which you would move."
        ),
    },
}
PROPOSALS = {
    "kind": "proposals",
    "minutes": 20,
    "title": {"de": "Was schlagt ihr dem Rathaus vor?", "en": "What do you propose to the town hall?"},
    "text": {
        "de": "Allein oder zu zweit: Was soll passieren, und warum ist das gut? Unterstützt, was ihr gut findet.",
        "en": "Alone or in pairs: what should happen, and why is it good? Support what you like.",
    },
}
END = {
    "kind": "end",
    "minutes": 5,
    "title": {"de": "Danke! Jetzt ist das Rathaus dran.", "en": "Thank you! Now it’s the town hall’s turn."},
    "text": {
        "de": "Danke, dass ihr da wart, gestritten und einander zugehört habt.",
        "en": "Thank you for being here, for arguing and for listening to each other.",
    },
}

SAMPLE_WORKSHOP = {
    "tradeoff": "wind",
    "title": {"de": "Windkraft in Auental", "en": "Wind power in Auental"},
    "promise": {
        "de": "Der Gemeinderat hat zugesagt, eure Vorschläge öffentlich zu beraten.",
        "en": "The council has promised to discuss your proposals in public.",
    },
    "place": "Aula der Auenschule, Auental",
    "expected": 30,
    "agenda": [
        FACTS_TALK,
        {
            "kind": "poll",
            "minutes": 5,
            "pair": "wind",
            "title": {"de": "Vorher: Wo stehst du?", "en": "Before: where do you stand?"},
            "ask": WIND_QUESTION,
        },
        TALK,
        {
            "kind": "poll",
            "minutes": 5,
            "pair": "wind",
            "title": {"de": "Nachher: Wo stehst du jetzt?", "en": "After: where do you stand now?"},
            "ask": WIND_QUESTION,
        },
        {
            "kind": "poll",
            "minutes": 10,
            "title": {"de": "Welcher Weg?", "en": "Which way?"},
            "ask": {
                "kind": "single_choice",
                "question": {"de": "Wie soll Auental zu mehr Windstrom kommen?", "en": "How should Auental get more wind power?"},
                "options": [
                    {
                        "de": "Ein Bürgerwindrad, an dem alle Familien Anteile haben können",
                        "en": "A turbine owned by citizens, with shares for every family",
                    },
                    {
                        "de": "Nur dort, wo schon Windräder stehen, dafür größere",
                        "en": "Only where turbines stand already, but larger ones",
                    },
                    {
                        "de": "Keine neuen Flächen, dafür Solar auf allen Dächern im Ort",
                        "en": "No new land; solar panels on all public roofs instead",
                    },
                    {
                        "de": "Freigeben, wenn das Geld in Bus und Jugendhaus geht",
                        "en": "Yes, if the money goes into buses and the youth centre",
                    },
                    {"de": "Abwarten, was der Landkreis vorschlägt", "en": "Wait for what the district proposes"},
                ],
            },
        },
        {
            "kind": "poll",
            "minutes": 10,
            "title": {"de": "Wohin mit der Pacht?", "en": "Where should the rent go?"},
            "ask": {
                "kind": "points",
                "question": {
                    "de": "Wofür soll Auental die Pacht der Windräder ausgeben?",
                    "en": "What should Auental spend the turbines’ rent on?",
                },
                "options": [
                    {"de": "Nachtbus am Wochenende zwischen allen Ortsteilen", "en": "A night bus between all districts at weekends"},
                    {"de": "Werkstatt und Proberaum im alten Feuerwehrhaus", "en": "Workshop and rehearsal room in the old fire station"},
                    {"de": "Sichere Radwege zur Schule", "en": "Safe cycle paths to school"},
                    {"de": "Bäume und Schatten auf dem Marktplatz", "en": "Trees and shade on the market square"},
                    {"de": "Freies WLAN an allen Haltestellen", "en": "Free wifi at all bus stops"},
                ],
            },
        },
        {
            "kind": "poll",
            "minutes": 5,
            "title": {"de": "Was fehlt dir?", "en": "What do you miss?"},
            "ask": {
                "kind": "words",
                "question": {"de": "Was fehlt dir in Auental am meisten?", "en": "What do you miss most in Auental?"},
            },
        },
        PROPOSALS,
        END,
    ],
}
