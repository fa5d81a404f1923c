# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""Services in every district against one strong centre (Sandersdorf-Brehna).

The source speaks of eight districts but names nine places; so no number of districts is given here.
"""

from .sources import DAILY_IN_BITTERFELD, ECONOMY, ENVIRONMENT, FROM_SANDERSDORF_BREHNA, PROJECT_YEARS, SOCIAL, TOMORROW, TOOLBOX

DISTRICTS = {
    "slug": "districts",
    "title": {"de": "Ortsteile und ein Zentrum", "en": "Districts and one centre"},
    "core_question": {
        "de": "Kann die Gemeinde alle Ortsteile entwickeln, oder braucht es ein Zentrum, wenn sie kleiner und älter wird?",
        "en": "Can the municipality develop all its districts, or does it need one centre as it grows smaller and older?",
    },
    "about": {
        "de": (
            "Bus, Arzt, Laden, Jugendraum, Feuerwehr: Am schönsten ist es, wenn alles im eigenen Ort ist. Werden weniger Menschen geboren und "
            "mehr alt, kommt auch weniger Geld. Dann kostet jedes Angebot, das es überall geben soll, pro Kopf mehr. Ein Zentrum spart "
            "und kann mehr bieten, aber nur denen, die hinkommen."
        ),
        "en": (
            "Bus, doctor, shop, youth room, fire brigade: best to have it all in your own village. When fewer people are born and more "
            "grow old, less money comes in. Then everything that is to be everywhere costs more per head. One centre saves money "
            "and can offer more, but only to those who can get there."
        ),
    },
    "pole_a": {"de": "Angebote in jedem Ortsteil", "en": "Services in every district"},
    "pole_a_text": {
        "de": "Was zum Leben gehört, bleibt nah, auch dort, wo wenige wohnen.",
        "en": "What life needs stays near, even where few people live.",
    },
    "pole_b": {"de": "Ein starkes Zentrum für alle", "en": "One strong centre for everybody"},
    "pole_b_text": {
        "de": "Die Gemeinde bündelt an einem Ort, was sie sich sonst nicht leisten kann, und sorgt dafür, dass alle hinkommen.",
        "en": "The municipality gathers in one place what it can’t afford otherwise, and sees to it that everybody can get there.",
    },
    "goals": [
        {
            "level": "un",
            "pole": "a",
            "text": {"de": "Agenda 2030, Ziel 10: weniger Ungleichheit", "en": "2030 Agenda, goal 10: reduced inequalities"},
        },
        {
            "level": "un",
            "pole": "b",
            "text": {
                "de": "Agenda 2030, Ziel 11: nachhaltige Städte und Gemeinden",
                "en": "2030 Agenda, goal 11: sustainable cities and communities",
            },
        },
        {
            "level": "federal",
            "pole": "a",
            "text": {"de": "Gleichwertige Lebensverhältnisse überall", "en": "Equal living conditions everywhere"},
        },
        {
            "level": "federal",
            "pole": "b",
            "text": {
                "de": "Bis 2030 weniger als 30 Hektar neue Flächen am Tag verbrauchen",
                "en": "Use less than 30 hectares of new land a day by 2030",
            },
        },
        {
            "level": "state",
            "pole": "b",
            "text": {"de": "Kommunalverfassung: Der Haushalt soll ausgeglichen sein", "en": "Municipal code: the budget shall be balanced"},
        },
        {
            "level": "municipality",
            "pole": "a",
            "text": {"de": "Daseinsvorsorge für alle, dort, wo sie wohnen", "en": "Basic services for all, where they live"},
        },
        {
            "level": "municipality",
            "pole": "b",
            "text": {
                "de": "Ausgeglichener Haushalt und Einrichtungen, die alle erreichen",
                "en": "A balanced budget, and facilities that everybody can reach",
            },
        },
    ],
    "dimensions": [
        {"name": SOCIAL, "text": {"de": "dazugehören, auch ohne Auto", "en": "belonging, even without a car"}},
        {"name": ECONOMY, "text": {"de": "Kosten pro Kopf, schwankende Steuern", "en": "cost per head, fluctuating taxes"}},
        {"name": ENVIRONMENT, "text": {"de": "Wege und Flächen", "en": "distances and land"}},
        {"name": TOMORROW, "text": {"de": "weniger Geburten, mehr alte Menschen", "en": "fewer births, more old people"}},
    ],
    "facts": [
        {
            "pole": "a",
            "text": {
                "de": "Sandersdorf-Brehna schrumpfte 2018 nur um 41 Menschen, denn 757 zogen zu.",
                "en": "Sandersdorf-Brehna shrank by 41 people only in 2018, for 757 moved in.",
            },
            "source": DAILY_IN_BITTERFELD,
            "as_of": "2018",
        },
        {
            "pole": "b",
            "text": {
                "de": "Weniger Einwohnerinnen und Einwohner heißt: weniger Geld vom Land.",
                "en": "Fewer inhabitants mean less money from the state.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Die Orte Sandersdorf und Brehna versorgen schon heute die ganze Stadt mit.",
                "en": "The places Sandersdorf and Brehna already supply the whole town.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Die Gewerbesteuer schwankt, auf sie ist kein Verlass.",
                "en": "Trade tax fluctuates; it is no income to rely on.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Angebote in der ganzen Fläche und alles, was an Leitungen hängt, lassen sich immer schwerer halten.",
                "en": "Services all over the area, and all that hangs on pipes and lines, are ever harder to keep up.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "",
            "text": {
                "de": "2018 starben in Sandersdorf-Brehna 119 Menschen mehr, als geboren wurden.",
                "en": "In 2018 deaths in Sandersdorf-Brehna outnumbered births by 119.",
            },
            "source": DAILY_IN_BITTERFELD,
            "as_of": "2018",
        },
        {
            "pole": "",
            "text": {
                "de": (
                    "Sandersdorf-Brehna ist aus vielen Orten gewachsen: Fünf bilden seit 2004 eine Gemeinde, "
                    "Brehna, Roitzsch, Glebitzsch und Petersroda kamen 2009 dazu."
                ),
                "en": (
                    "Sandersdorf-Brehna grew together from many places: five have been one municipality since 2004, "
                    "Brehna, Roitzsch, Glebitzsch and Petersroda joined in 2009."
                ),
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
    ],
    "source_note": FROM_SANDERSDORF_BREHNA,
}
