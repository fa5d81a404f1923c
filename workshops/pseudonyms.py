"""Pseudonyms: a friendly adjective and an animal, in the reader's language. They are random, so none can be traced to a person."""

import hashlib

from django.utils.translation import get_language

# With 500 people in a room the chance that all eight names are taken is below one in a million.
TRIES_WITHOUT_NUMBER = 8

# Stored keys are positions in these two lists: append to them, and never move or remove an entry.
# Avoid bodies, looks, sex and politics, and animals that are an insult in either language.
ADJECTIVES = [  # German without its ending, English
    line.split(maxsplit=1)
    for line in """
        flink Nimble
        ruhig Calm
        klug Clever
        mutig Brave
        still Quiet
        sanft Gentle
        munter Lively
        heiter Cheerful
        wach Alert
        neugierig Curious
        freundlich Friendly
        geduldig Patient
        findig Resourceful
        fröhlich Merry
        hilfsbereit Helpful
        ehrlich Honest
        treu Loyal
        gelassen Serene
        wendig Agile
        sonnig Sunny
        bunt Colourful
        besonnen Prudent
        kühn Bold
        achtsam Mindful
        aufmerksam Attentive
        pfiffig Smart
        geschickt Skilful
        froh Glad
        vergnügt Jolly
        gütig Kind
        herzlich Warm-hearted
        verspielt Playful
        verträumt Dreamy
        wandernd Wandering
        singend Singing
        tanzend Dancing
        lachend Laughing
        staunend Marvelling
        reisend Travelling
        funkelnd Sparkling
        leuchtend Glowing
        strahlend Radiant
        winkend Waving
        lesend Reading
        malend Painting
        fragend Asking
        pfeifend Whistling
        summend Humming
        kletternd Climbing
        tapfer Valiant
        weis Wise
        schnell Swift
        eifrig Eager
        beherzt Plucky
        offen Open
        großzügig Generous
        höflich Polite
        witzig Witty
        kreativ Creative
        verlässlich Reliable
        zufrieden Content
        glücklich Happy
        gespannt Keen
        wunderbar Wonderful
    """.strip().splitlines()
]
ANIMALS = [  # gender and name in German, English
    line.split(maxsplit=2)
    for line in """
        m Dachs Badger
        f Eule Owl
        n Reh Deer
        m Luchs Lynx
        f Krähe Crow
        n Eichhörnchen Squirrel
        m Biber Beaver
        f Amsel Blackbird
        n Rotkehlchen Robin
        m Otter Otter
        f Libelle Dragonfly
        n Glühwürmchen Firefly
        m Igel Hedgehog
        f Lerche Lark
        n Murmeltier Marmot
        m Fuchs Fox
        f Schwalbe Swallow
        n Seepferdchen Seahorse
        m Elch Moose
        f Biene Bee
        n Rentier Reindeer
        m Falke Falcon
        f Hummel Bumblebee
        n Zebra Zebra
        m Storch Stork
        f Ameise Ant
        n Alpaka Alpaca
        m Kranich Crane
        f Grille Cricket
        n Lama Llama
        m Specht Woodpecker
        f Robbe Seal
        n Känguru Kangaroo
        m Stieglitz Goldfinch
        f Forelle Trout
        n Fohlen Foal
        m Sperling Sparrow
        f Möwe Gull
        n Pony Pony
        m Eisvogel Kingfisher
        f Seeschwalbe Tern
        n Blaukehlchen Bluethroat
        m Delfin Dolphin
        f Gämse Chamois
        n Okapi Okapi
        m Lachs Salmon
        f Antilope Antelope
        n Schnabeltier Platypus
        m Pinguin Penguin
        f Gazelle Gazelle
        n Gürteltier Armadillo
        m Koala Koala
        f Schildkröte Turtle
        n Wildpferd Wild Horse
        m Panda Panda
        f Eidechse Lizard
        n Hermelin Ermine
        m Salamander Salamander
        f Dohle Jackdaw
        n Chinchilla Chinchilla
        m Marder Marten
        f Bachstelze Wagtail
        m Schwan Swan
        f Goldammer Yellowhammer
        m Kolibri Hummingbird
        f Wildkatze Wildcat
        m Tukan Toucan
        f Zikade Cicada
        m Gecko Gecko
        f Nachtigall Nightingale
        m Grashüpfer Grasshopper
        f Drossel Thrush
        m Marienkäfer Ladybird
        m Schmetterling Butterfly
        m Feldhase Hare
        m Waschbär Raccoon
        m Seestern Starfish
        m Steinbock Ibex
        m Pirol Oriole
        m Kiebitz Lapwing
        m Zeisig Siskin
        m Star Starling
    """.strip().splitlines()
]
ENDINGS = {"m": "er", "f": "e", "n": "es"}


def pseudonym_for(nonce: str, attempt: int = 0) -> str:
    """The key of a pseudonym, such as "12-34", derived from the form's nonce by SHA-256. `attempt` gives another one if it is taken.

    From attempt TRIES_WITHOUT_NUMBER on the key ends with a number ("12-34-2"), so that a room never runs out of names.
    """
    digest = hashlib.sha256(f"{nonce}:{attempt}".encode()).digest()
    adjective = int.from_bytes(digest[:8]) % len(ADJECTIVES)
    animal = int.from_bytes(digest[8:16]) % len(ANIMALS)
    number = attempt // TRIES_WITHOUT_NUMBER + 1
    return f"{adjective}-{animal}" + (f"-{number}" if number > 1 else "")


def in_words(key: str) -> str:
    """The pseudonym of a key in the active language: "Flinker Dachs", "Nimble Badger". Raises ValueError or IndexError for a bad key."""
    adjective_at, animal_at, *number = (int(part) for part in key.split("-"))
    adjective, adjective_english = ADJECTIVES[adjective_at]
    gender, animal, animal_english = ANIMALS[animal_at]
    if (get_language() or "de").startswith("de"):
        words = [(adjective + ENDINGS[gender]).capitalize(), animal]
    else:
        words = [adjective_english, animal_english]
    return " ".join([*words, *map(str, number)])
