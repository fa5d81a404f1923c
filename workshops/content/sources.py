"""The sources of the facts. The texts name them for readers; the addresses are here for everybody who wants to check them."""

TOOLBOX_AT = "https://nachhaltigkeit-toolbox.de/zielkonflikte/"
TOOLBOX = {
    "de": "Toolbox von LAZIK N2030, nachhaltigkeit-toolbox.de",
    "en": "LAZIK N2030 toolbox, nachhaltigkeit-toolbox.de",
}
PROJECT_YEARS = "2017–2020"

# https://www.mz.de/lokal/bitterfeld/eine-stadt-steht-gegen-den-trend-sandersdorf-brehna-schrumpft-kaum-noch-1535163
DAILY_IN_BITTERFELD = {"de": "Mitteldeutsche Zeitung, Anfang 2019", "en": "Mitteldeutsche Zeitung (daily paper), early 2019"}
# https://www.kreiszeitung.de/lokales/diepholz/barnstorf-ort49824/planung-abschluss-10516923.html
DAILY_IN_DIEPHOLZ_PLANNING = {"de": "Kreiszeitung, November 2018", "en": "Kreiszeitung (daily paper), November 2018"}
# https://www.kreiszeitung.de/lokales/diepholz/barnstorf-ort49824/barnstorf-wolf-windkraft-steckt-reichlich-konfliktpotenzial-9974064.html
DAILY_IN_DIEPHOLZ_WOLF = {"de": "Kreiszeitung, 2018", "en": "Kreiszeitung (daily paper), 2018"}

FROM_SANDERSDORF_BREHNA = {
    "de": (
        "Nach LAZIK N2030 (gefördert vom BMBF, „Kommunen innovativ“, 2017–2020), Beispiel Sandersdorf-Brehna in Sachsen-Anhalt. "
        "Fakten, die einen Ort nennen, gelten dort und damals; für die eigene Kommune bitte ersetzen."
    ),
    "en": (
        "After LAZIK N2030 (funded by the German research ministry BMBF, “Kommunen innovativ”, 2017–2020), example Sandersdorf-Brehna "
        "in Saxony-Anhalt. Facts that name a place hold there and then; replace them by your own."
    ),
}
FROM_BARNSTORF = {
    "de": (
        "Nach LAZIK N2030 (gefördert vom BMBF, „Kommunen innovativ“, 2017–2020), Beispiel Samtgemeinde Barnstorf in Niedersachsen. "
        "Fakten, die einen Ort nennen, gelten dort und damals; für die eigene Kommune bitte ersetzen."
    ),
    "en": (
        "After LAZIK N2030 (funded by the German research ministry BMBF, “Kommunen innovativ”, 2017–2020), example Barnstorf, "
        "an association of municipalities in Lower Saxony. Facts that name a place hold there and then; replace them by your own."
    ),
}

ENVIRONMENT = {"de": "Umwelt", "en": "Environment"}
ECONOMY = {"de": "Wirtschaft", "en": "Economy"}
SOCIAL = {"de": "Soziales", "en": "Social life"}
TOMORROW = {"de": "Morgen", "en": "Tomorrow"}
