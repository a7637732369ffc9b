"""What exists is documented, links lead somewhere, and nothing of one machine is committed."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from tests.fix_docs import tracked
from twin.cli import app
from twin.settings import describe, read

ROOT = Path(__file__).parents[1]
OPERATIONS = ROOT / "docs" / "operations.md"
MARKDOWN = [path for path in tracked() if path.suffix == ".md"]


@pytest.mark.parametrize("variable", [setting.variable for setting in describe(read())])
def test_every_setting_is_documented(variable: str) -> None:
    assert f"`{variable}`" in OPERATIONS.read_text()


def verbs(command: Any, name: str) -> list[str]:
    if hasattr(command, "commands"):
        return [
            verb for key, sub in command.commands.items() for verb in verbs(sub, f"{name} {key}")
        ]
    return [name]


@pytest.mark.parametrize("verb", verbs(typer.main.get_command(app), "twin"))
def test_every_verb_of_the_command_line_is_documented(verb: str) -> None:
    assert f"`{verb}" in OPERATIONS.read_text()


@pytest.mark.parametrize("verb", verbs(typer.main.get_command(app), "twin"))
def test_every_verb_explains_itself(verb: str) -> None:
    command: Any = typer.main.get_command(app)
    for word in verb.split()[1:]:
        command = command.commands[word]
    assert command.help
    for option in command.params:
        assert getattr(option, "help", None), f"'{option.name}' of '{verb}' has no help"


def make_verbs() -> list[str]:
    return re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("verb", make_verbs())
def test_every_verb_of_make_is_documented(verb: str) -> None:
    assert f"`make {verb}" in (ROOT / "CONTRIBUTING.md").read_text()


def test_every_route_is_documented() -> None:
    from twin.api.openapi import document

    api = (ROOT / "docs" / "api.md").read_text()
    missing = [path for path in json.loads(document())["paths"] if path not in api]
    assert missing == []


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file) if file else path
        if not place.exists() or (anchor and anchor not in anchors(place)):
            lost.append(target)
    assert lost == []


def anchors(path: Path) -> set[str]:
    """The anchors that a forge makes of the headings of a page."""
    headings = re.findall(r"^#+ +(.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_nothing_of_one_machine_or_registry_is_committed() -> None:
    # Spelled apart, so that this file is no hit itself.
    hosts = [
        ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))
    ]
    places = ["/" + "work/", "/root" + "/", "/home/" + "runner", "." + "library"]
    pattern = re.compile("|".join(map(re.escape, [*hosts, *places])))
    found = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in pattern.finditer(text)]
    assert found == []


def test_examples_in_the_operations_manual_are_commands_that_exist() -> None:
    from tests.test_compose import accept

    lines = re.findall(r"^ *(?:\$ )?twin (.+)$", OPERATIONS.read_text(), re.MULTILINE)
    assert lines
    for line in lines:
        words = line.split("#")[0].split(">")[0].split()
        accept([word for word in words if not word.startswith("TWIN_")])


def test_publiccode_names_what_the_standard_asks_for() -> None:
    code = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    required = {
        "publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert required <= set(code)
    assert code["legal"]["license"] == "EUPL-1.2"
    assert code["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert code["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert set(code["localisation"]["availableLanguages"]) == {"nl", "en"}
    for texts in code["description"].values():
        assert len(texts["shortDescription"]) <= 150
        assert 150 <= len(texts["longDescription"]) <= 10_000
        assert texts["features"]


def test_ci_runs_what_people_run() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "make check" in script
    assert "make test" in script
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
