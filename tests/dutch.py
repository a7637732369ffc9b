"""Every Dutch text that the code shows to people, found where texts are kept.

They are in `nl.ts` of each room of the front end, in `t("…", "…")` of the templates, in `Words(…)`
and `Both(nl=…)` or `t(…, …)` of the Python code, and under `nl` in its TOML files.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FILLED = "7"
"""Stands for what the program fills in."""


def texts() -> Iterator[tuple[str, str]]:
    """Each text with the file that it is in."""
    found = {
        "frontend/src/**/nl.ts": _catalogue,
        "twin/api/text/templates/*.html": _template,
        "twin/**/*.py": _python,
        "twin/**/*.toml": _toml,
    }
    for pattern, read in found.items():
        for path in sorted(ROOT.glob(pattern)):
            for text in read(path.read_text("utf-8")):
                if any(letter.isalpha() for letter in text):
                    yield str(path.relative_to(ROOT)), text


def _catalogue(source: str) -> Iterator[str]:
    """Strings and templates of TypeScript that are no keys and no comments."""
    code = re.sub(r"^\s*(?://|/?\*).*$", "", source, flags=re.MULTILINE)
    string = r'"((?:[^"\\\n]|\\.)*)"(\s*:)?|`((?:[^`\\]|\\.)*)`'
    for plain, key, template in re.findall(string, code):
        if not key and plain not in {"nl-NL", "day", "week", "year"}:
            yield plain or re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", FILLED, template)


def _template(source: str) -> Iterator[str]:
    for text in re.findall(r'\bt\(\s*"((?:[^"\\]|\\.)*)"\s*,', source):
        yield re.sub(r"%s|&\w+;", FILLED, text)


def _python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in {"Words", "Both", "t"}:
            dutch = node.args[:1] + [word.value for word in node.keywords if word.arg == "nl"]
            yield from (_text(each) for each in dutch)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _text(node: ast.expr) -> str:
    """The words of an expression; what is computed is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return re.sub(r"\{\w+\}", FILLED, text)
        case ast.JoinedStr(values=parts):
            return "".join(_text(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left) + _text(right)
        case ast.IfExp(body=one, orelse=other):
            return f"{_text(one)}\n{_text(other)}"
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return re.sub(r"\{[^}]*\}", FILLED, text)
        case _:
            return FILLED


def _toml(source: str) -> Iterator[str]:
    def under(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                if key == "nl" and isinstance(each, str):
                    yield each
                else:
                    yield from under(each)
        elif isinstance(value, list):
            for each in value:
                yield from under(each)

    yield from under(tomllib.loads(source))
