"""German words for a large invented town: titles, texts, answers and contributions, made from lists by a seeded generator."""

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    """
    Jugend Schul Stadt Dorf Park Bahnhof Markt Sport Rad Nacht Abend Ferien Sommer Winter Wald Fluss Bürger Kinder Mädchen Musik
    Theater Kultur Umwelt Klima Energie Wasser Garten Straßen Bus Schwimm Skate Lern Berufs Vereins Nachbarschafts Ortsteil Rathaus
    Museums Spiel Bolz Tanz Film Foto Medien Digital Werkstatt Tausch Lese Koch Feuerwehr Senioren Turnhallen Ufer Mühlen Graffiti
    Trainings Probe
    """
)
SECOND = _words(
    """
    treff raum platz haus weg linie beleuchtung bank garten halle bühne fest tag woche kurs gruppe beirat karte ticket app netz anlage
    dach mauer brücke zelt kasse budget plan büro café küche werkstatt bibliothek bahn markt wand brunnen ecke insel stunde nacht zeit
    angebot programm projekt preis wettbewerb automat schrank fahrt sprechstunde versammlung zeitung
    """
)
PLACES = _words(
    """
    Auenweiler Birkenrode Dornbach Eichstedt Falkenau Grünthal Hasselfurt Ilmsdorf Jessenitz Kaltenbrunn Lindhof Mühlau Neurode
    Oberfeld Polsdorf Quellendorf Rabenstein Steinfurt Tannenberg Unterfeld Vogelsang Weidenhain Zschornau Altmarkt Nordstadt Südstadt
    Weststadt
    """
)
STREETS = [one + kind for one in _words("Linden Ahorn Bahnhof Garten Mühlen Schul Kirch Berg Wiesen Ring") for kind in ("straße", "weg")]
VERBS = _words(
    """
    bauen einrichten öffnen verlängern erneuern beleuchten begrünen finanzieren erlauben verschieben ausprobieren
    """
)
OFFICES = _words(
    """
    Bauamt Hauptamt Jugendamt Ordnungsamt Grünflächenamt Schulamt Kulturamt Stadtwerke Verkehrsbetriebe
    """
)
TITLES = [
    "{thing} in {place}",
    "Mehr {thing} für {place}",
    "{thing} an der {street}",
    "{thing} {verb}",
    "Wir wollen {thing}",
    "{thing} und {other}",
]
WHATS = [
    "In {place} soll es {thing} geben, die für Jugendliche offen ist, auch am Abend und in den Ferien.",
    "Die Stadt soll {thing} an der {street} {number} {verb}, zusammen mit der Schule und den Vereinen.",
    "Ein Bus fährt am Freitag bis {hour} Uhr von {place} nach {town} und hält an {thing}.",
    "Wer zwischen zwölf und zwanzig ist, darf {thing} kostenlos nutzen. Dafür gibt es ein Budget von {money} Euro im Jahr.",
    "Auf dem Gelände an der {street} können wir {thing} und {other} {verb}. Helfen würden wir selbst, an zwei Samstagen.",
    "Jede Klasse entscheidet einmal im Jahr mit, was mit {thing} passiert, und das Rathaus sagt danach, was daraus wurde.",
    "Neben {thing} kommen Bänke, Mülleimer und ein Dach gegen den Regen, damit man sich auch im Winter treffen kann.",
    "Der Weg von {place} zur Schule bekommt Laternen und {thing}, weil es dort im November schon um fünf dunkel ist.",
]
WHYS = [
    "Wer kein Auto hat, kommt sonst nicht heim, und die Eltern müssen fahren.",
    "Bei uns in {place} gibt es für Jugendliche nach {hour} Uhr gar nichts.",
    "In {town} gibt es das schon, und dort wird es jeden Tag genutzt.",
    "Alle reden vom Klima, aber {thing} fehlt seit Jahren.",
    "Dann hätten wir einen Ort, an dem uns niemand wegschickt.",
    "Das kostet wenig und hilft vielen, auch den Älteren und den Kleinen.",
    "",
]
REASONS = [
    "Der Vorschlag ist gut begründet. Das {office} prüft bis zum Frühjahr, ob {thing} an der {street} möglich ist, und berichtet dann.",
    "Dafür fehlt im Haushalt das Geld: {money} Euro im Jahr wären nötig. Wir schlagen vor, mit {other} anzufangen.",
    "Das Gelände gehört nicht der Stadt. Wir haben den Eigentümer gefragt, und er möchte {thing} dort leider nicht.",
    "Ja, das machen wir. Zuerst in {place}, und wenn es gut läuft, auch in den anderen Ortsteilen. Ihr seid zur Eröffnung eingeladen.",
    "Einen Teil können wir sofort tun: {thing} wird repariert. Für {other} brauchen wir einen Beschluss des Gemeinderats.",
    "Die Verkehrsbetriebe haben die Fahrt am Freitag bis {hour} Uhr zugesagt, zunächst für ein Jahr auf Probe.",
    "Aus Gründen des Lärmschutzes ist {thing} nach {hour} Uhr an der {street} nicht erlaubt. Das tut uns leid.",
]
NOTES = [
    "Bitte einmal mit dem {office} abstimmen, ob {thing} schon eingeplant ist.",
    "Der Eigentümer an der {street} hat am Telefon zugesagt, schriftlich fehlt es noch.",
    "Kostenschätzung liegt bei {money} Euro, das müsste in den Nachtrag.",
    "Ähnlich wie der Vorschlag aus {place}, vielleicht gemeinsam beantworten.",
]
COMMENTS = [
    "Das finde ich richtig, in {place} wird das seit Langem gewünscht.",
    "Im Ausschuss haben wir darüber gesprochen: {thing} steht für nächstes Jahr auf der Liste.",
    "Wichtig ist mir, dass {other} dabei nicht vergessen wird.",
]
QUESTIONS = [
    "Wo genau soll {thing} hin: eher an die {street} oder nach {place}?",
    "Zu welcher Uhrzeit würdet ihr {thing} nutzen, und wie viele wärt ihr?",
    "Wäre euch {other} auch recht, wenn das schneller ginge?",
]
REPLIES = [
    "Lieber an der {street}, da kommen alle mit dem Rad hin.",
    "Meistens nach der Schule und am Freitagabend, wir sind so etwa zwanzig.",
    "{other} wäre auch gut, aber {thing} brauchen wir dringender.",
]


class Author:
    """Writes German texts. The same generator in the same state writes the same text."""

    def __init__(self, rng: Random, town: str) -> None:
        self.rng, self.town = rng, town

    def thing(self) -> str:
        """A compound such as "Jugendtreff". The first words of both lists are frequent, the last ones rare."""
        first, second = (words[int(len(words) * self.rng.random() ** 2)] for words in (FIRST, SECOND))
        return first + second

    def text(self, sentences: list[str], most: int = 1) -> str:
        """From one to `most` different sentences, about the same things and places."""
        rng = self.rng
        words = {
            "thing": self.thing(),
            "other": self.thing(),
            "place": rng.choice(PLACES),
            "street": rng.choice(STREETS),
            "verb": rng.choice(VERBS),
            "office": rng.choice(OFFICES),
            "town": self.town,
            "number": rng.randrange(1, 180),
            "hour": rng.choice((20, 21, 22, 23)),
            "money": 500 * rng.randrange(1, 60),
        }
        return " ".join(rng.sample(sentences, rng.randint(1, most))).format(**words).strip()

    def title(self) -> str:
        """From 10 to 80 characters."""
        return self.text(TITLES)[:80]
