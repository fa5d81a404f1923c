# ruff: noqa: E501 (a text stays in one piece, so that a search finds it)
"""Wind power against land, quality of living and animals (Barnstorf)."""

from .sources import DAILY_IN_DIEPHOLZ_PLANNING, ECONOMY, ENVIRONMENT, FROM_BARNSTORF, PROJECT_YEARS, SOCIAL, TOMORROW, TOOLBOX

WIND = {
    "slug": "wind",
    "title": {"de": "Windkraft und freie Landschaft", "en": "Wind power and open landscape"},
    "core_question": {
        "de": "Wie kann die Gemeinde mehr Windstrom gewinnen, ohne Wohnruhe, Tiere und freie Landschaft zu verlieren?",
        "en": "How can the municipality gain more wind power without losing quiet homes, animals and open landscape?",
    },
    "about": {
        "de": (
            "Strom aus Wind hilft gegen den Klimawandel, und Bund, Land und Gemeinde wollen mehr davon. Dieselben Ebenen wollen aber auch "
            "weniger Fläche verbrauchen, Tiere schützen und dass Menschen gern dort wohnen. Jedes neue Windrad steht irgendwo: "
            "neben einem Haus, auf einem Acker, im Weg eines Vogels. Beide Ziele gelten. Ganz erreichen lassen sich beide zugleich nicht."
        ),
        "en": (
            "Power from wind helps against climate change, and federation, state and municipality want more of it. The same levels also "
            "want to use less land, to protect animals and people to like living there. Each new turbine stands somewhere: "
            "beside a house, on a field, in the way of a bird. Both goals hold. Both in full at once is not possible."
        ),
    },
    "pole_a": {"de": "Mehr Windstrom für den Klimaschutz", "en": "More wind power for the climate"},
    "pole_a_text": {
        "de": "Die Gemeinde gibt weitere Flächen für Windräder frei und leistet so ihren Teil zur Energiewende.",
        "en": "The municipality opens more areas for turbines and so does its part for the energy transition.",
    },
    "pole_b": {"de": "Ruhe, Tiere und freie Landschaft", "en": "Quiet, animals and open landscape"},
    "pole_b_text": {
        "de": "Abstände bleiben groß, Vögel und Fledermäuse geschützt, Boden und Blick frei.",
        "en": "Distances stay large, birds and bats protected, soil and view open.",
    },
    "goals": [
        {
            "level": "un",
            "pole": "a",
            "text": {"de": "Agenda 2030, Ziel 7: bezahlbare und saubere Energie", "en": "2030 Agenda, goal 7: affordable and clean energy"},
        },
        {
            "level": "un",
            "pole": "b",
            "text": {"de": "Agenda 2030, Ziel 15: Leben an Land schützen", "en": "2030 Agenda, goal 15: protect life on land"},
        },
        {
            "level": "eu",
            "pole": "a",
            "text": {"de": "Mehr Energie aus erneuerbaren Quellen", "en": "More energy from renewable sources"},
        },
        {
            "level": "eu",
            "pole": "b",
            "text": {"de": "Wild lebende Vögel und Fledermäuse schützen", "en": "Protect wild birds and bats"},
        },
        {
            "level": "federal",
            "pole": "a",
            "text": {
                "de": "Nachhaltigkeitsstrategie: erneuerbare Energien ausbauen",
                "en": "Sustainability strategy: expand renewable energy",
            },
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
            "pole": "a",
            "text": {
                "de": "Nachhaltigkeitsstrategie für Niedersachsen (2017): mehr Windenergie",
                "en": "Sustainability strategy for Lower Saxony (2017): more wind energy",
            },
        },
        {
            "level": "municipality",
            "pole": "a",
            "text": {"de": "Leitbild: erneuerbare Energien ausbauen", "en": "Guiding principles: expand renewable energy"},
        },
        {
            "level": "municipality",
            "pole": "b",
            "text": {"de": "Leitbild: weniger Fläche verbrauchen", "en": "Guiding principles: use less land"},
        },
    ],
    "dimensions": [
        {
            "name": ENVIRONMENT,
            "text": {
                "de": "Klima auf der einen, Tiere und Boden auf der anderen Seite",
                "en": "climate on one side, animals and soil on the other",
            },
        },
        {"name": ECONOMY, "text": {"de": "Betreiber und wer Flächen verpachtet", "en": "operators, and those who lease land"}},
        {"name": SOCIAL, "text": {"de": "Ruhe, Schatten, Licht in der Nacht", "en": "quiet, shadow, lights at night"}},
        {
            "name": TOMORROW,
            "text": {"de": "Klimaschutz für die, die nach uns kommen", "en": "protecting the climate for those who come after us"},
        },
    ],
    "facts": [
        {
            "pole": "a",
            "text": {
                "de": "Den Ausbau fordern die Agenda 2030, die Strategie des Bundes, die des Landes Niedersachsen (2017) und das Leitbild der Samtgemeinde Barnstorf.",
                "en": "Expansion is demanded by the 2030 Agenda, the federal strategy, that of Lower Saxony (2017) and Barnstorf’s own guiding principles.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Lärm, Schattenwurf und Beleuchtung stören Menschen, die wegen der Ruhe und des Grüns dorthin gezogen sind.",
                "en": "Noise, shadow flicker and lights disturb people who chose the place for its quiet and its green.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "",
            "text": {
                "de": "In der Samtgemeinde Barnstorf stehen schon viele Windräder.",
                "en": "Barnstorf has many wind turbines already.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Windräder gefährden Vögel und Fledermäuse und brauchen Fläche.",
                "en": "Turbines endanger birds and bats and take up land.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "b",
            "text": {
                "de": "Der Bund will, dass bis 2030 am Tag weniger als 30 Hektar neue Fläche verbraucht werden. Das Leitbild der Samtgemeinde Barnstorf will das auch.",
                "en": "Federal target: by 2030 less than 30 hectares of new land used a day. Barnstorf’s guiding principles want less land use as well.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "a",
            "text": {
                "de": "Betreiber und Menschen, denen Flächen gehören, verdienen an Windrädern.",
                "en": "Operators and landowners have an economic interest in turbines.",
            },
            "source": TOOLBOX,
            "as_of": PROJECT_YEARS,
        },
        {
            "pole": "",
            "text": {
                "de": "Als Barnstorf ab Oktober 2016 seinen Flächennutzungsplan änderte, gingen bis November 2018 mehr als 200 Stellungnahmen ein.",
                "en": "When Barnstorf changed its land-use plan from October 2016 on, more than 200 comments came in by November 2018.",
            },
            "source": DAILY_IN_DIEPHOLZ_PLANNING,
            "as_of": "2018",
        },
    ],
    "source_note": FROM_BARNSTORF,
}
