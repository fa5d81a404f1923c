# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""Municipal nurseries against a balanced budget (Sandersdorf-Brehna)."""

from .sources import DAILY_IN_BITTERFELD, ECONOMY, FROM_SANDERSDORF_BREHNA, PROJECT_YEARS, SOCIAL, TOMORROW, TOOLBOX

NURSERY = {
    "slug": "nursery",
    "title": {"de": "Kita und ausgeglichener Haushalt", "en": "Nurseries and a balanced budget"},
    "core_question": {
        "de": "Wie kann die Gemeinde ihre Kitas weiter ausbauen und trotzdem mit ihrem Geld auskommen?",
        "en": "How can the municipality go on expanding its nurseries and still live within its means?",
    },
    "about": {
        "de": (
            "Kitas sind Pflicht: Jedes Kind hat nach dem ersten Geburtstag Anspruch auf einen Platz. Gute Betreuung in der Nähe hilft Kindern "
            "und Eltern und macht einen Ort für Familien attraktiv. Sie kostet aber mehr, als Land und Landkreis dazugeben. Den Rest muss die "
            "Gemeinde anderswo verdienen oder sparen. Macht sie Schulden, bezahlen sie die, die heute in die Kita gehen."
        ),
        "en": (
            "Nurseries are a duty: after the first birthday each child has a claim to a place. Good care nearby helps children and parents "
            "and makes a town attractive for families. But it costs more than state and district contribute. The municipality has to earn or "
            "save the rest elsewhere. If it runs up debts, those will pay who go to nursery today."
        ),
    },
    "pole_a": {"de": "Mehr und bessere Kitaplätze", "en": "More and better nursery places"},
    "pole_a_text": {
        "de": "Die Gemeinde baut Betreuung aus: nah, gut und so lange offen, wie Familien sie brauchen.",
        "en": "The municipality expands care: near, good and open as long as families need it.",
    },
    "pole_b": {"de": "Ein Haushalt ohne neue Schulden", "en": "A budget without new debts"},
    "pole_b_text": {
        "de": "Die Gemeinde gibt nur aus, was sie hat, damit später noch Geld für anderes da ist.",
        "en": "The municipality spends only what it has, so that money is left for other things later.",
    },
    "goals": [
        {
            "level": "un",
            "pole": "a",
            "text": {"de": "Agenda 2030, Ziel 4: gute Bildung von Anfang an", "en": "2030 Agenda, goal 4: good education from the start"},
        },
        {
            "level": "un",
            "pole": "b",
            "text": {
                "de": "Nachhaltig heißt: Auch kommende Generationen können für sich sorgen",
                "en": "Sustainable means: coming generations can meet their needs too",
            },
        },
        {
            "level": "federal",
            "pole": "a",
            "text": {"de": "Sozialgesetzbuch: Anspruch auf einen Kitaplatz", "en": "Social Code: a claim to a nursery place"},
        },
        {
            "level": "federal",
            "pole": "b",
            "text": {
                "de": "Grundgesetz: Schuldenbremse für Bund und Länder",
                "en": "Basic Law: a brake on debts for federation and states",
            },
        },
        {
            "level": "state",
            "pole": "a",
            "text": {"de": "Kinderförderungsgesetz Sachsen-Anhalt", "en": "Child support act of Saxony-Anhalt"},
        },
        {
            "level": "state",
            "pole": "b",
            "text": {"de": "Kommunalverfassung: Der Haushalt soll ausgeglichen sein", "en": "Municipal code: the budget shall be balanced"},
        },
        {
            "level": "municipality",
            "pole": "a",
            "text": {
                "de": "Familienfreundliche Stadt mit Kitas in eigener Hand",
                "en": "A family-friendly town that runs its own nurseries",
            },
        },
        {
            "level": "municipality",
            "pole": "b",
            "text": {"de": "Ausgeglichener Haushalt ohne Schulden", "en": "A balanced budget without debts"},
        },
    ],
    "dimensions": [
        {"name": SOCIAL, "text": {"de": "Familie und Beruf, gute Betreuung in der Nähe", "en": "family and work, good care nearby"}},
        {"name": ECONOMY, "text": {"de": "ein Fehlbetrag, den jemand ausgleichen muss", "en": "a deficit that somebody has to cover"}},
        {
            "name": TOMORROW,
            "text": {"de": "Schulden engen ein, wer später entscheidet", "en": "debts tie the hands of those who decide later"},
        },
    ],
    "facts": [
        {
            "pole": "a",
            "text": {
                "de": "Kinder haben nach dem ersten Lebensjahr einen gesetzlichen Anspruch auf einen Betreuungsplatz.",
                "en": "After their first year of life children have a legal claim to a place.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": (
                    "Was das Land und der Landkreis Anhalt-Bitterfeld zahlen, deckt die Kosten nicht. "
                    "Den Fehlbetrag muss Sandersdorf-Brehna anderswo verdienen oder sparen."
                ),
                "en": (
                    "What the state and the district of Anhalt-Bitterfeld pay does not cover the cost. "
                    "Sandersdorf-Brehna has to earn or save the difference elsewhere."
                ),
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "a",
            "text": {
                "de": "Sandersdorf-Brehna betreibt seine Kitas selbst, um die Qualität zu halten.",
                "en": "Sandersdorf-Brehna runs its nurseries itself in order to keep up their quality.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Schulden engen den Spielraum kommender Generationen ein.",
                "en": "Debts narrow the room that coming generations have.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "a",
            "text": {
                "de": "In Sandersdorf-Brehna kamen 2017 90 Kinder zur Welt, 2018 waren es 113.",
                "en": "In Sandersdorf-Brehna 90 children were born in 2017 and 113 in 2018.",
            },
            "source": DAILY_IN_BITTERFELD,
            "as_of": "2018",
        },
        {
            "pole": "a",
            "text": {
                "de": "Fast alle Kitas dort waren voll. Die Kita „Pfingstanger“ sollte von 60 auf 84 Plätze wachsen.",
                "en": "Almost all nurseries there were full. The nursery “Pfingstanger” was to grow from 60 to 84 places.",
            },
            "source": DAILY_IN_BITTERFELD,
            "as_of": "2019",
        },
        {
            "pole": "",
            "text": {
                "de": "Ende 2018 lebten in Sandersdorf-Brehna 14.758 Menschen, 41 weniger als im Jahr davor. 757 waren 2018 zugezogen.",
                "en": "At the end of 2018 Sandersdorf-Brehna had 14,758 inhabitants, 41 fewer than a year before. 757 had moved in during 2018.",
            },
            "source": DAILY_IN_BITTERFELD,
            "as_of": "2018",
        },
    ],
    "source_note": FROM_SANDERSDORF_BREHNA,
}
