"""Names for the evening: a kind adjective and an animal, said in the reader's language. Nothing leads from one to a person."""

import hashlib

from django.utils.translation import get_language

TRIES_WITHOUT_NUMBER = 8  # with 500 people in a room the chance to need the ninth is below one in a million

# A key names places in these two lists, and keys are stored: append, never move or remove.
# Nothing about bodies, looks, sex or politics, and no animal that is an insult in either language.
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
    """The key of a name, such as "12-34", drawn by SHA-256 from the form's nonce; with `attempt` the next one, if that is taken.

    After some tries a number follows ("12-34-2"), so that a room never runs out of names.
    """
    digest = hashlib.sha256(f"{nonce}:{attempt}".encode()).digest()
    adjective = int.from_bytes(digest[:8]) % len(ADJECTIVES)
    animal = int.from_bytes(digest[8:16]) % len(ANIMALS)
    number = attempt // TRIES_WITHOUT_NUMBER + 1
    return f"{adjective}-{animal}" + (f"-{number}" if number > 1 else "")


def in_words(key: str) -> str:
    """ "12-34" in the active language: "Flinker Dachs", "Nimble Badger". Raises ValueError or IndexError for no key of ours."""
    adjective_at, animal_at, *number = (int(part) for part in key.split("-"))
    adjective, adjective_english = ADJECTIVES[adjective_at]
    gender, animal, animal_english = ANIMALS[animal_at]
    if (get_language() or "de").startswith("de"):
        words = [(adjective + ENDINGS[gender]).capitalize(), animal]
    else:
        words = [adjective_english, animal_english]
    return " ".join([*words, *map(str, number)])
