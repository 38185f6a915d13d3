"""The OpenAPI schema of the API, and the same schema arranged for a reader."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "patch")
ROOT = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body, an answer or a query."""

    name: str
    kind: str
    is_required: bool
    note: str
    choices: tuple[str, ...]
    inner: tuple["Field", ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One call."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The calls about one noun."""

    anchor: str
    title: str
    operations: tuple[Operation, ...]


@lru_cache(maxsize=1)
def api_schema() -> dict[str, Any]:
    """The schema as OpenAPI 3.1, built once a process."""
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


@lru_cache(maxsize=1)
def api_groups() -> tuple[Group, ...]:
    """The calls of the schema by their first word, in the order of the addresses."""
    schema = api_schema()
    groups: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        word = path.removeprefix(ROOT).partition("/")[0]
        groups.setdefault(word, []).extend(_operations(schema, path, methods))
    return tuple(
        Group(f"calls-{word}", word.replace("-", " ").capitalize(), tuple(found))
        for word, found in groups.items()
    )


def _operations(schema: Mapping[str, Any], path: str, methods: Mapping[str, Any]) -> Iterator[Operation]:
    for method in METHODS:
        if method in methods:
            stated = methods[method]
            answers = stated.get("responses", {})
            good: Mapping[str, Any] = next(
                (answers[code] for code in sorted(answers) if code.startswith("2")), {}
            )
            yield Operation(
                anchor=stated["operationId"].replace("_", "-"),
                method=method.upper(),
                path=path.replace("public_id", "id"),
                summary=stated.get("summary", ""),
                text=stated.get("description", ""),
                parameters=tuple(_parameter(each) for each in stated.get("parameters", ())),
                body=_content(schema, stated.get("requestBody", {})),
                answer=_content(schema, good),
                statuses=tuple(sorted(answers)),
            )


def _parameter(stated: Mapping[str, Any]) -> Field:
    kind = stated.get("schema", {})
    return Field(
        "id" if stated["name"] == "public_id" else stated["name"],
        _kind(kind),
        bool(stated.get("required")),
        stated.get("description", ""),
        _choices(kind),
    )


def _content(schema: Mapping[str, Any], stated: Mapping[str, Any]) -> tuple[Field, ...]:
    media: Mapping[str, Any] = next(iter(stated.get("content", {}).values()), {})
    return tuple(_fields(schema, media.get("schema", {}), depth=2))


def _fields(schema: Mapping[str, Any], stated: Mapping[str, Any], *, depth: int) -> Iterator[Field]:
    """The fields of an object, or of the objects of a list; what they hold themselves down to `depth`."""
    known = _resolved(schema, stated)
    if known.get("type") == "array":
        known = _resolved(schema, known["items"])
    required = set(known.get("required", ()))
    for name, each in known.get("properties", {}).items():
        inner = tuple(_fields(schema, each, depth=depth - 1)) if depth else ()
        found = _resolved(schema, each)
        note = each.get("description") or ("" if inner else found.get("description", ""))
        yield Field(name, _kind(found), name in required, note, _choices(found), inner)


def _resolved(schema: Mapping[str, Any], stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow a reference; of several alternatives the first that is an object or a reference."""
    if "$ref" in stated:
        name = str(stated["$ref"]).rpartition("/")[2]
        return _resolved(schema, schema["components"]["schemas"][name])
    for word in ("allOf", "oneOf", "anyOf"):
        for each in stated.get(word, ()):
            if "$ref" in each or each.get("type") not in {None, "null"}:
                return _resolved(schema, each)
    return stated


def _kind(stated: Mapping[str, Any]) -> str:
    types = stated.get("type", "")
    listed: Sequence[str] = [types] if isinstance(types, str) else types
    words = [stated.get("format") if word == "string" and stated.get("format") else word for word in listed]
    return " | ".join(str(word) for word in words if word)


def _choices(stated: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(each) for each in stated.get("enum", ()) if each not in {None, ""})
