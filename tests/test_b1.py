"""All Dutch of the twin can be read at B1: short sentences, and words that people know.

The measure. A sentence has at most 20 words, and 15 on average over those of four words or more. A
word is known when it is used at least once in a million words of Dutch (Zipf 3.0 of `wordfreq`: a
list of subtitles, news, books and Wikipedia, CC BY-SA 4.0), or is made of two words of which each
is used twice as often: Dutch writes them as one. Other words are explained in the glossary
(`/tekst/woorden`), or stand below with the reason why they need no explaining.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest
from wordfreq import zipf_frequency

from tests.dutch import texts
from twin.api.text.glossary import glossary

MOST_WORDS = 20
MOST_ON_AVERAGE = 15
LEAST_ZIPF = 3.0
LEAST_ZIPF_OF_PARTS = 3.3
LINKS = ("", "s", "e", "en")
"""What stands between the two parts of a Dutch word."""

ALLOWED = {
    "everyday words that people say more often than they write": (
        "pijltjes pijltjestoetsen rechtermuisknop stoepen dakkapellen schuttingen heggen luifels"
        " garages kuilen bewolkte vreemds erbovenop erbuiten egale overlapt kopieer typt narekenen"
        " nageteld inlezen geweigerde vereenvoudigd planners scheidingen begroeide onbegroeide"
        " sedumdak schuivende klikker beëindig kastjes"
    ),
    "names of makers, bureaus and programs, told as the source of a number": (
        "nrel pvlib twenthe lorawan senml mqtt ogc json qgis"
    ),
    "formats of files, for who takes data along": "png csv geojson cityjson geopackage",
    "layers of the map for other programs, named as the BGT does": "overbruggingsdelen percentiel",
    "commands that a manager types, and English words of the data": "load synthetic",
    "the name of the rules, which is looked up by it": "wcag",
}


def sentences() -> list[tuple[str, str]]:
    """Each sentence with its file; a colon or semicolon ends one too."""
    return [
        (file, sentence)
        for file, text in texts()
        for sentence in re.split(r"(?<=[.!?:;])\s+|\n+|\\n", text)
        if words(sentence)
    ]


def words(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-zÀ-ÿ]+(?:['’-][A-Za-zÀ-ÿ]+)*", sentence)


@cache
def known(word: str) -> bool:
    """Whether people know a word, or the two that it is made of."""
    if len(word) < 3 or zipf_frequency(word, "nl") >= LEAST_ZIPF:
        return True
    return any(
        _common(word[: place - len(link)]) and word[:place].endswith(link) and _common(word[place:])
        for place in range(3, len(word) - 2)
        for link in LINKS
    )


def _common(part: str) -> bool:
    return len(part) >= 3 and zipf_frequency(part, "nl") >= LEAST_ZIPF_OF_PARTS


def test_there_are_texts_of_every_kind_to_read() -> None:
    kinds = {file.rpartition(".")[2] for file, _ in texts()}
    assert kinds == {"ts", "html", "py", "toml"}


def test_sentences_are_short() -> None:
    lengths = [(len(words(sentence)), file, sentence) for file, sentence in sentences()]
    assert [each for each in lengths if each[0] > MOST_WORDS] == []
    whole = [length for length, _, _ in lengths if length >= 4]
    assert sum(whole) / len(whole) <= MOST_ON_AVERAGE


def test_words_are_known_or_explained() -> None:
    explained = {form for entry in glossary().values() for form in entry.forms}
    explained |= {word for several in ALLOWED.values() for word in several.split()}
    unknown: dict[str, set[str]] = defaultdict(set)
    for file, sentence in sentences():
        for word in words(sentence):
            for part in re.split("['’-]", word.lower()):
                if not known(part) and part not in explained:
                    unknown[part].add(file)
    assert unknown == {}, "use a word that people know, or explain it in glossary.toml"


@pytest.mark.parametrize("word", ["zon", "hoogtemeting", "schaduw", "hittegolf"])
def test_common_words_and_those_made_of_them_are_known(word: str) -> None:
    assert known(word)


@pytest.mark.parametrize("word", ["evapotranspiratie", "bezonning", "albedo"])
def test_words_of_the_trade_are_not(word: str) -> None:
    assert not known(word)
