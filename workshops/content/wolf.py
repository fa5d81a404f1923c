# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""The return of the wolf against the safety of people and grazing animals (Barnstorf)."""

from .sources import DAILY_IN_DIEPHOLZ_WOLF, ECONOMY, ENVIRONMENT, FROM_BARNSTORF, PROJECT_YEARS, SOCIAL, TOOLBOX

WOLF = {
    "slug": "wolf",
    "title": {"de": "Wolf und Weidetiere", "en": "Wolf and grazing animals"},
    "core_question": {
        "de": "Wie findet der Wolf Platz, während Menschen sich sicher fühlen, Weidetiere geschützt sind und Tierhaltung sich lohnt?",
        "en": "How can the wolf have its place while people feel safe, animals are protected and their keepers can make a living?",
    },
    "about": {
        "de": (
            "Der Wolf ist zurück. Er ist geschützt, gehört zur Natur und hat lange gefehlt. Er reißt aber auch Schafe und Kälber, "
            "und manche Menschen haben Angst, seit er näher kommt. Zäune und Hunde helfen, kosten aber Geld und Arbeit, "
            "und die tragen vor allem die, die Tiere halten."
        ),
        "en": (
            "The wolf is back. It is protected, is part of nature and was missing for long. But it also kills sheep and calves, "
            "and some people have been afraid since it came closer. Fences and dogs help but cost money and work, "
            "and most of that falls on those who keep animals."
        ),
    },
    "pole_a": {"de": "Platz für den Wolf", "en": "Room for the wolf"},
    "pole_a_text": {
        "de": "Der Wolf darf zurückkehren und bleiben, denn er gehört zur Vielfalt der Natur.",
        "en": "The wolf may return and stay, for it is part of nature’s diversity.",
    },
    "pole_b": {"de": "Sicherheit für Menschen und Weidetiere", "en": "Safety for people and grazing animals"},
    "pole_b_text": {
        "de": "Menschen fühlen sich draußen sicher, Tiere auf der Weide auch, und wer sie hält, kann davon leben.",
        "en": "People feel safe outdoors, animals in their pastures too, and those who keep them can make a living.",
    },
    "goals": [
        {
            "level": "un",
            "pole": "a",
            "text": {"de": "Agenda 2030, Ziel 15: Artenvielfalt an Land erhalten", "en": "2030 Agenda, goal 15: keep life on land diverse"},
        },
        {
            "level": "un",
            "pole": "b",
            "text": {"de": "Agenda 2030, Ziel 8: Arbeit, von der man leben kann", "en": "2030 Agenda, goal 8: work that one can live on"},
        },
        {
            "level": "eu",
            "pole": "a",
            "text": {
                "de": "FFH-Richtlinie: gefährdete Tiere und ihre Lebensräume schützen",
                "en": "Habitats Directive: protect endangered animals and where they live",
            },
        },
        {
            "level": "eu",
            "pole": "b",
            "text": {
                "de": "Agrarpolitik: angemessene Einkommen in der Landwirtschaft",
                "en": "Agricultural policy: fair incomes for farmers",
            },
        },
        {
            "level": "federal",
            "pole": "a",
            "text": {
                "de": "Naturschutzgesetz: geschützte Arten nicht töten",
                "en": "Nature conservation act: do not kill protected species",
            },
        },
        {
            "level": "municipality",
            "pole": "a",
            "text": {"de": "Natur und Artenvielfalt vor Ort erhalten", "en": "Keep nature and its diversity on the spot"},
        },
        {
            "level": "municipality",
            "pole": "b",
            "text": {"de": "Sicher wohnen, und Landwirtschaft, die sich trägt", "en": "Safe living, and farming that pays its way"},
        },
    ],
    "dimensions": [
        {
            "name": ENVIRONMENT,
            "text": {
                "de": "Artenvielfalt, aber auch Weiden, die Tiere offen halten",
                "en": "diversity of species, but also pastures kept open by animals",
            },
        },
        {"name": ECONOMY, "text": {"de": "Schutz kostet die, die Tiere halten", "en": "protection costs those who keep animals"}},
        {"name": SOCIAL, "text": {"de": "sich draußen sicher fühlen", "en": "feeling safe outdoors"}},
    ],
    "facts": [
        {
            "pole": "a",
            "text": {
                "de": "2014 wurde in der Samtgemeinde Barnstorf zum ersten Mal wieder ein Wolf gesehen, eine Wölfin.",
                "en": "In 2014 a wolf, a female, was seen in Barnstorf for the first time.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Mehrmals kamen Wölfe nah an Häuser. Viele Menschen dort fühlen sich seither weniger sicher.",
                "en": "Several times wolves came close to houses. People there have felt less safe since.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "a",
            "text": {
                "de": "Anfang 2017 kam ein Männchen dazu, im Sommer 2017 waren es vier Welpen.",
                "en": "A male was confirmed early in 2017, and in summer 2017 there were four pups.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Die Folgen von Rissen und die Kosten für den Schutz tragen vor allem die landwirtschaftlichen Betriebe.",
                "en": "Farmers bear the trouble of kills and the cost of protection.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "",
            "text": {
                "de": "In ganz Niedersachsen lebten damals 26 Rudel, fünf Paare und ein einzelner Wolf, zusammen etwa 240 Tiere.",
                "en": "In all Lower Saxony there were 26 packs, five pairs and one single wolf at the time, about 240 animals.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Der Samtgemeinderat Barnstorf fasste 2018 einen Beschluss zum Wolf.",
                "en": "In 2018 the council of Barnstorf passed a resolution on the wolf.",
            },
            "source": DAILY_IN_DIEPHOLZ_WOLF,
            "as_of": "2018",
        },
    ],
    "source_note": FROM_BARNSTORF,
}
