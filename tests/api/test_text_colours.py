"""The colours of the pages in words: a choice stays in the browser and holds on every page."""

from __future__ import annotations

import httpx

from tests.fix_api import Api


def test_a_choice_of_colours_is_kept_and_can_be_taken_back(api: Api) -> None:
    with httpx.Client(base_url=api.url, follow_redirects=True, timeout=60) as reader:
        assert reader.get("/tekst/kleuren.css").text == ""
        chosen = reader.post("/tekst/kleuren", content="kleuren=avond")
        assert 'value="avond" aria-pressed="true"' in chosen.text
        assert "color-scheme: dark" in reader.get("/tekst/kleuren.css").text
        reader.post("/tekst/kleuren?taal=en", content="kleuren=apparaat")
        assert reader.get("/tekst/kleuren.css").text == ""


def test_what_is_no_choice_is_no_part_of_a_stylesheet(api: Api) -> None:
    answer = api.client.get("/tekst/kleuren.css", headers={"cookie": "twin-kleuren=red}*{x"})
    assert answer.text == ""
    assert answer.headers["vary"] == "Cookie"
