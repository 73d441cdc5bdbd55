"""The Bot API as data (PaulSonOfLars/telegram-bot-api-spec, MIT), where this checkout has it beside it."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

SPECIFICATION = Path(__file__).parents[3] / "shared" / "telegram" / "telegram-api.min.json"
ARRAY = "Array of "


class Specification:
    """Says what is wrong with a call or a value, in words; nothing where it is right."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._methods: Mapping[str, Any] = data["methods"]
        self._types: Mapping[str, Any] = data["types"]

    def knows(self, method: str) -> bool:
        return method in self._methods

    def fields(self, method: str) -> dict[str, list[str]]:
        """Return the types of each parameter of a method."""
        return {field["name"]: field["types"] for field in self._methods[method].get("fields", ())}

    def problems_of_call(self, method: str, raw: Mapping[str, Any], files: Iterable[str] = ()) -> list[str]:
        """``raw`` holds strings where they came as a form, any JSON value where the body was JSON."""
        if method not in self._methods:
            return [f"{method}: no such method"]
        fields = {field["name"]: field for field in self._methods[method].get("fields", ())}
        given = {*raw, *files}
        problems = [f"{method}.{name}: no such parameter" for name in sorted(given - set(fields))]
        problems += [
            f"{method}.{name}: is required" for name, field in fields.items() if field["required"] and name not in given
        ]
        for name, value in raw.items():
            if name in fields:
                problems += self._problems_of_parameter(value, fields[name]["types"], f"{method}.{name}")
        if method in ("getUpdates", "setWebhook"):
            problems += self._unknown_updates(method, raw.get("allowed_updates"))
        return problems

    def problems_of_result(self, method: str, value: Any) -> list[str]:
        return self.problems_of_value(value, self._methods[method]["returns"], method)

    def problems_of_value(self, value: Any, types: Iterable[str], where: str) -> list[str]:
        """Check a JSON value; where several types may stand, the complaints of the nearest one count."""
        tried = [self._problems_of_one(value, kind, where) for kind in types]
        return min(tried, key=len)

    def _problems_of_parameter(self, value: Any, types: list[str], where: str) -> list[str]:
        if not isinstance(value, str) or any(kind in ("String", "InputFile") for kind in types):
            return [] if isinstance(value, str) else self.problems_of_value(value, types, where)
        try:
            decoded = json.loads(value)
        except ValueError:
            return [f"{where}: {value[:80]!r} is no {' or '.join(types)}"]
        return self.problems_of_value(decoded, types, where)

    def _problems_of_one(self, value: Any, kind: str, where: str) -> list[str]:
        if kind.startswith(ARRAY):
            if not isinstance(value, list):
                return [f"{where}: {value!r} is no array"]
            inner = [kind.removeprefix(ARRAY)]
            return [
                problem
                for place, item in enumerate(value)
                for problem in self.problems_of_value(item, inner, f"{where}[{place}]")
            ]
        simple = {"String": str, "Boolean": bool, "Integer": int, "Float": int | float}.get(kind)
        if simple is not None:
            right = isinstance(value, simple) and (kind == "Boolean" or not isinstance(value, bool))
            return [] if right else [f"{where}: {value!r} is no {kind}"]
        if kind == "InputFile":
            return [f"{where}: {value!r} is no file"]
        described = self._types[kind]
        if described.get("subtypes"):
            return self.problems_of_value(value, described["subtypes"], where)
        return self._problems_of_object(value, described, where)

    def _problems_of_object(self, value: Any, described: Mapping[str, Any], where: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{where}: {value!r} is no {described['name']}"]
        fields = {field["name"]: field for field in described.get("fields", ())}
        problems = [f"{where}.{name}: no such field of {described['name']}" for name in value if name not in fields]
        for name, field in fields.items():
            if name in value:
                problems += self.problems_of_value(value[name], field["types"], f"{where}.{name}")
            elif field["required"]:
                problems.append(f"{where}.{name}: {described['name']} must have it")
        return problems

    def _unknown_updates(self, method: str, raw: Any) -> list[str]:
        names = re.findall(r"\w+", raw) if isinstance(raw, str) else raw or ()
        known = {field["name"] for field in self._types["Update"]["fields"]}
        return [f"{method}.allowed_updates: no update is called {name!r}" for name in names if name not in known]


@functools.cache
def shipped_specification() -> Specification | None:
    """Return the specification beside the project, ``None`` where there is none."""
    if not SPECIFICATION.is_file():
        return None
    return Specification(json.loads(SPECIFICATION.read_text(encoding="utf-8")))
