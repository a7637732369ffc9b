"""Difficult words: where they are used they lead to what they mean, with a picture."""

from __future__ import annotations

import re

from tests.fix_api import Api
from twin.api.text.glossary import explained, glossary


def test_the_first_use_of_a_word_leads_to_its_meaning_and_nothing_else_does() -> None:
    said = explained("De gevel <b> en nog een gevel; gevelrij", dutch=True)
    link = '<a class="term" href="/tekst/woorden#gevel">gevel</a>'
    assert said == f"De {link} &lt;b&gt; en nog een gevel; gevelrij"


def test_every_word_stands_once_on_the_page_with_a_drawing(api: Api) -> None:
    for tail in ("", "?taal=en"):
        page = api.client.get(f"/tekst/woorden{tail}").text
        for key, entry in glossary().items():
            assert page.count(f'id="{key}"') == 1
            assert entry.mark in page
        assert page.count("<svg") == len(glossary())


def test_no_word_is_explained_twice() -> None:
    forms = [form for entry in glossary().values() for form in entry.forms]
    assert len(forms) == len(set(forms))
    assert all(re.fullmatch(r"[\w'-]+", form) and form == form.lower() for form in forms)
