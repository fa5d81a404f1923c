"""Scripts and style sheets of the phone keep to what old phones know.

With script from Chromium 80 and iOS 13.4 on, by the plain form from Chromium 67 and iOS 12 on.
"""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "participation/static"
STYLES = ("tokens", "base", "phone", "pictures", "proposal")
ENTRIES = ("phone", "proposal_form", "similar_proposals", "copy_link", "clear_room_storage", "own_data", "no_resubmit")
IMPORT = re.compile(r'^import (?:[^"]*from )?"\./([\w-]+)\.js"', re.MULTILINE)
FIRST_LOAD = 60 * 1024


@cache
def scripts() -> dict[str, str]:
    """Everything that a page of the phone loads: an unknown word in one file stops them all."""
    found, waiting = {}, list(ENTRIES)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = (STATIC / f"js/{name}.js").read_text()
            waiting += IMPORT.findall(found[name])
    return {name: re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", text, flags=re.DOTALL) for name, text in found.items()}


@cache
def styles() -> dict[str, str]:
    return {name: re.sub(r"/\*.*?\*/", "", (STATIC / f"css/{name}.css").read_text(), flags=re.DOTALL) for name in STYLES}


# What is too young, and since when it is known (Chromium, Safari).
YOUNG_SCRIPT = {
    "logical assignment (85, 14)": r"\?\?=|\|\|=|&&=",
    "at() (92, 15.4)": r"\.at\(",
    "replaceChildren() (86, 14)": r"\.replaceChildren\(",
    "replaceAll() (85, 13.1)": r"\.replaceAll\(",
    "structuredClone() (98, 15.4)": r"\bstructuredClone\(",
    "Object.hasOwn() (93, 15.4)": r"\.hasOwn\(",
    "findLast() (97, 15.4)": r"\.findLast",
    "fields of a class (84, 14.1)": r"^(?:export )?class [^\n]*\n(?:(?!^}).*\n)*?  (?:static )?#?\w+(?: = .*)?;$",
    "private methods (84, 15)": r"\bthis\.#",
    "Promise.any() (85, 14), withResolvers()": r"Promise\.(?:any|withResolvers|try)\(",
    "await outside a function (89, 15)": r"^await ",
    "randomUUID() (92, 15.4), and HTTPS": r"\.randomUUID\(",
    "regular expressions that look behind (62, 16.4)": r"\(\?<[=!]",
    "toSorted() and the like (110, 16)": r"\.(?:toSorted|toReversed|toSpliced|groupBy)\(",
    "AbortSignal.timeout() (103, 16)": r"AbortSignal\.(?:timeout|any)\(",
    "requestSubmit() (76, 16)": r"\.requestSubmit\(",
}
YOUNG_STYLE = {
    ":is() and :where() (88, 14)": r":(?:is|where)\(",
    ":has() (105, 15.4)": r":has\(",
    "a list inside :not() (88, 9)": r":not\([^()]*,",
    "nested rules (120, 17.2)": r"[;{]\s*&",
    "inset (87, 14.1)": r"[;{\s]inset(?:-block|-inline|-block-start|-block-end)?:",
    "logical shorthands (87, 14.1)": r"[;{\s](?:margin|padding|scroll-padding|scroll-margin)-(?:block|inline):",
    "translate, rotate, scale (104, 14.1)": r"[;{\s](?:translate|rotate|scale):",
    "aspect-ratio (88, 15)": r"[;{\s]aspect-ratio:",
    "layers and containers (99, 15.4)": r"@(?:layer|container|scope|starting-style)",
    "color-mix() and light-dark() (111, 16.2)": r"(?:color-mix|light-dark)\(",
}


@pytest.mark.parametrize("what", YOUNG_SCRIPT)
def test_scripts_say_nothing_that_an_old_phone_does_not_understand(what):
    wrong = [f"{name}.js: {found[0]}" for name, text in scripts().items() if (found := re.search(YOUNG_SCRIPT[what], text, re.MULTILINE))]
    assert len(scripts()) > 10 and not wrong, wrong


def test_the_script_for_browsers_where_nothing_else_starts_is_of_1999():
    text = re.sub(r"//[^\n]*", "", (STATIC / "js/plain_form_fallback.js").read_text())
    assert not re.search(r"=>|`|\b(?:let|const|class|import|export|async|await|of)\b|\?\.|\?\?|\.\.\.", text)


@pytest.mark.parametrize("what", YOUNG_STYLE)
def test_style_sheets_hold_no_rule_that_an_old_phone_throws_away(what):
    wrong = []
    for name, text in styles().items():
        text = re.sub(r"@supports not \(inset: 0\)", "", text)
        wrong += [f"{name}.css: {found[0].strip()}" for found in re.finditer(YOUNG_STYLE[what], text)]
    assert not wrong, wrong


def test_what_stands_beside_an_unknown_selector_would_be_lost_with_it():
    """One selector that a browser does not know makes it throw away the whole rule."""
    single = re.compile(r"::-(?:webkit|moz)-|:focus-visible")
    wrong = []
    for name, text in styles().items():
        for selectors in re.findall(r"([^{};]+)\{", text):
            if "," in selectors and not selectors.strip().startswith("@") and single.search(selectors):
                wrong.append(f"{name}.css: {selectors.strip()}")
    assert not wrong, wrong


def test_has_stands_alone_in_its_rules():
    """On stage and desk, where it is allowed: browsers from before 2022 would throw away the selectors beside it, too."""
    wrong = []
    for file in sorted((STATIC / "css").glob("*.css")):
        for selectors in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)):
            outside = re.sub(r"\((?:[^()]|\([^()]*\))*\)", "()", selectors)
            if ":has(" in selectors and "," in outside:
                wrong.append(f"{file.name}: {selectors.strip()}")
    assert not wrong, wrong


def test_heights_of_the_window_have_an_older_word_before_them():
    wrong = [
        f"{name}.css: {found[0]}"
        for name, text in styles().items()
        for found in re.finditer(r"[^;{}]*\b\d+[dsl]v[hwb]\b", text)
        if not re.search(r"\b\d+v[hw]\s*;$", text[: found.start()])
    ]
    assert not wrong, wrong


def flexed_with_gap() -> set[str]:
    rules = re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"@media[^{]*\{", "", "".join(text.partition("@supports not")[0] for text in styles().values()))
    )
    return {
        selector.strip()
        for selectors, body in rules
        if re.search(r"display: (?:inline-)?flex", body) and re.search(r"[;\s](?:column-)?gap:", body)
        for selector in selectors.split(",")
    }


def test_each_row_that_flexes_with_a_gap_has_margins_for_browsers_that_know_none():
    old = styles()["phone"].partition("@supports not (inset: 0)")[2]
    without_gap = {selector.strip() for selector in re.search(r"\{([^{}]*)\{ gap: 0; \}", old)[1].split(",")}
    assert len(flexed_with_gap()) > 15
    assert flexed_with_gap() - without_gap == set()


def test_the_phone_s_first_load_is_small():
    """Scripts, styles and a page of 20 KB, each compressed by itself, as the server sends them."""
    sent = [*scripts().values(), *styles().values(), (STATIC / "js/plain_form_fallback.js").read_text()]
    assert sum(len(gzip.compress(text.encode())) for text in sent) < FIRST_LOAD - 10 * 1024


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("logical assignment (85, 14)", "a ??= 1"),
        ("at() (92, 15.4)", "list.at(-1)"),
        ("fields of a class (84, 14.1)", "class Door {\n  open = 1;\n}"),
    ],
)
def test_young_words_are_found(what, said):
    assert re.search(YOUNG_SCRIPT[what], said, re.MULTILINE)
