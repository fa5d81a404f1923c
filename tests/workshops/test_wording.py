"""What participants write comes out as it went in, whatever their script; what harms goes; and no text costs more than its length."""

import subprocess
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.kinds.base import InvalidAnswer, clean_words
from workshops.clean_text import MAX_ALIKE, MAX_MARKS, MAX_UNSEEN, RAW_TIMES, tidy

from ..waiting import LONG

ROOT = Path(__file__).resolve().parents[2]
OTHER_PYTHONS = sorted(Path.home().glob(".pyenv/versions/3.1[1-9]*/bin/python3"))

AS_WRITTEN = {
    "German": "Mehr Bäume, weniger Parkplätze – „süß“ & groß: 5 € …",
    "French": "Où est l’arrêt de bus\u00a0? «\u00a0Ici\u00a0»",
    "Polish": "Żółć, gęślą jaźń",
    "Turkish": "İstanbul’da ağaç ısısı",
    "Vietnamese": "Nhiều cây xanh hơn cho thị trấn",
    "Greek": "Περισσότερα δέντρα· ᾧ",
    "Russian": "Больше деревьев, ёлки",
    "Ukrainian": "Більше дерев, їжак і ґанок",
    "Georgian": "მეტი ხე ქალაქში",
    "Armenian": "Ավելի շատ ծառեր",
    "Hebrew": "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "Arabic": "مَزِيدٌ مِنَ الأَشْجَارِ",
    "Persian": "می‌خواهم درخت‌های بیشتری ببینم",
    "Kurdish": "دەمه‌وێت دارێکی زیاتر",
    "Urdu": "زیادہ درخت لگائے جائیں",
    "Syriac": "ܫܠܳܡܳܐ",
    "Thaana": "ގިނަ ގަސްތައް",
    "Hindi": "ज़्यादा पेड़, क्‍ष",
    "Bengali": "আরও গাছ, র‍্যাব",
    "Tamil": "மேலும் மரங்கள்",
    "Malayalam": "കൂടുതൽ മരങ്ങൾ, അവന്‍",
    "Sinhala": "ශ්‍රී ලංකාව, ක්‍ෂ",
    "Nepali": "गर्‍यो",
    "Thai": "ต้นไม้มากขึ้นที่นี่",
    "Khmer": "ដើមឈើ\u200bច្រើន\u200bជាង",
    "Lao": "ຕົ້ນໄມ້ຫຼາຍຂຶ້ນ",
    "Burmese": "သစ်ပင်များ ပိုစိုက်ပါ၊ ကျွန်ုပ်တို့",
    "Tibetan": "ཧྐྵྨླྺྼྻྂ ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ",
    "Amharic": "ተጨማሪ ዛፎች",
    "Korean": "나무를 더 심어 주세요",
    "Old Korean": "나랏말ᄊᆞ미 듕귁에 달아",
    "Japanese": "木を増やして　ください、葛\U000e0100城",
    "Chinese": "多種樹，少停車場𠮷",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠬᠠᠭᠠᠨ\u180e\u180b",
    "Yoruba": "Ẹ jẹ́ kí a gbin igi, ọ̀pọ̀lọpọ̀",
    "N'Ko": "ߒߞߏ ߞߊ߲߫",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥 𞤆𞤵𞤤𞤢𞥄𞤪",
    "Cherokee": "ᏣᎳᎩ",
    "Braille": "⠍⠑⠓⠗⠀⠃⠌⠥⠍⠑",
    "emoji": "🩷🫨 👩🏽‍❤️‍💋‍👨🏿 🏳️‍🌈 🇩🇪 1️⃣ ❤️ 👨‍👩‍👧‍👦",
    "Scotland": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "newest": "\U0001fadf \U0001fae9 \U0001faf8 \U0001fadc \U0001fac8 \U0001cc00",
    "unknown as yet": "a\u0378b \U000323b0\U0003347f",
    "balanced": "Amina sagt \u2068شجرة\u2069 und \u202bعربي\u202c, \u200f…",
    "private": "\ue000 \U000f0000",
}


@pytest.mark.parametrize("script", AS_WRITTEN)
def test_words_come_out_as_they_went_in(script):
    words = AS_WRITTEN[script]
    assert tidy(words) == unicodedata.normalize("NFC", words)
    assert tidy(unicodedata.normalize("NFD", words)) == unicodedata.normalize("NFC", words)
    assert tidy(f"{words}\n\n{words}", multiline=True) == unicodedata.normalize("NFC", f"{words}\n\n{words}")


@pytest.mark.parametrize("python", OTHER_PYTHONS, ids=lambda path: path.parent.parent.name)
def test_so_on_every_python_that_is_here(python):
    """An older Python knows fewer letters; it changes none of those it does not know."""
    code = f"""
import sys, unicodedata
sys.path.insert(0, {str(ROOT)!r})
from workshops.clean_text import tidy
for words in sys.stdin.buffer.read().decode().split(chr(0)):
    assert tidy(words) == unicodedata.normalize("NFC", words), ascii(words)
"""
    done = subprocess.run([python, "-I", "-c", code], input="\0".join(AS_WRITTEN.values()).encode(), capture_output=True, timeout=LONG)
    assert done.returncode == 0, done.stderr.decode()[-500:]


HARMFUL = {
    "controls": ("a\x00b\x1b[2Jc\x7fd\x85e", "ab[2Jcd e"),
    "unpaired surrogates": ("a\ud800b\udfff", "ab"),
    "no characters": ("a\uffffb\ufdd0\U0010fffe", "ab"),
    "an override that nobody closes": ("Das Freibad\u202e bleibt", "Das Freibad bleibt"),
    "an isolate that nobody closes": ("\u2067Das \u2068Freibad\u2069", "Das \u2068Freibad\u2069"),
    "closed and never open": ("a\u202cb\u2069c", "abc"),
    "crossed": ("\u202aa\u2067b\u202cc\u2069d", "a\u2067bc\u2069d"),
    "marks on nothing": ("\u0301\u0301a \u0308b", "a b"),
    "blanks": ("  a \u00a0\t b\u3000", "a b"),
    "nothing to see": ("\u200d\u200b\u2800\u3164\ufe0f \u00ad\u0301", ""),
}


@pytest.mark.parametrize("what", HARMFUL)
def test_what_harms_goes(what):
    harmful, left = HARMFUL[what]
    assert tidy(harmful) == left


def test_marks_do_not_tower_over_the_neighbours():
    zalgo = tidy("Z" + "\u0335\u0321\u034d\u0316\u0301\u0300\u0302\u0303\u0304\u0306" * 30 + "a")
    assert zalgo.endswith("a") and len(unicodedata.normalize("NFD", zalgo)) <= MAX_MARKS + 3
    assert len(unicodedata.normalize("NFD", tidy("e" + "\u0301" * 60))) == MAX_ALIKE + 2, "one of them became part of the letter"
    assert len(tidy("a" + "\u200d" * 600 + "b")) == MAX_UNSEEN + 2
    assert len(tidy("a" + ("\u0301" * 3 + "\u200d") * 100)) <= 1 + MAX_ALIKE + MAX_UNSEEN, "a joiner is no letter to stand on"


def test_each_line_is_closed_by_itself():
    assert tidy("\u202eeins\nzwei\u202c\r\n drei\u2028vier", multiline=True) == "eins\nzwei\ndrei\nvier"
    assert tidy("eins\nzwei\u2029drei") == "eins zwei drei"


@given(
    st.text(st.characters() | st.sampled_from("\u0301\u0327\u200d\u202e\u2067\u2069\u202c \n\u00a0\u3164\ufe0fe\U000e0067"), max_size=60)
)
def test_tidied_twice_it_is_the_same(text):
    for multiline in (False, True):
        once = tidy(text, multiline=multiline)
        assert tidy(once, multiline=multiline) == once
        assert once == unicodedata.normalize("NFC", once)


# -- what it costs ------------------------------------------------------------------
LETTERS = {
    "unsorted marks": "\u0315\u0300\u0327",
    "marks that are taken apart": "\u0f73\u0f75\u0344",
    "marks with controls between them": "\u0315\u0300\u0327" * 10 + "\x01",
    "marks on letters": "a\u0315\u0300",
    "openers": "\u2067\u202a",
    "closers": "\u2069\u202c",
    "blanks": " \u3000\u00a0",
    "line ends": "\r\n",
    "jamo": "\u1100\u1161\u11a8",
    "joiners": "\u200d",
    "ligatures": "\ufb2c\U0001d160",
}


def cost(do, times=3) -> float:
    """The interpreter's time; the least of a few tries, because others may use the machine too."""

    def once():
        begun = time.process_time()
        do()
        return time.process_time() - begun

    return min(once() for _time in range(times))


@pytest.mark.parametrize("what", LETTERS)
def test_the_cost_grows_with_the_length_and_no_faster(what):
    """Four times as long must not cost sixteen times as much."""
    short = LETTERS[what] * (8_000 // len(LETTERS[what]))
    costs = [cost(lambda text=text: tidy(text, multiline=True)) for text in (short, short * 4)]
    assert costs[1] < 9 * costs[0] + 0.05


def test_what_is_far_too_long_is_not_even_looked_at(monkeypatch):
    monkeypatch.setattr("polls.kinds.base.tidy", lambda words: pytest.fail("somebody looked"))
    with pytest.raises(InvalidAnswer, match="140"):
        clean_words("\u0315\u0300" * 80_000, 140)
    with pytest.raises(InvalidAnswer, match="140"):
        clean_words(" " * (140 * RAW_TIMES + 1), 140)


def test_a_decomposed_text_of_full_length_fits():
    words = unicodedata.normalize("NFD", "Ệ" * 140)
    assert clean_words(words, 140) == "Ệ" * 140
