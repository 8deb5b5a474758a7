"""Values ⇄ JSON, for files and other processes: frozen dataclasses, enums, tuples, mappings, days, bytes."""

import base64
import types
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson

T = TypeVar("T")

_UNIONS = (Union, types.UnionType)


def encode(value: object) -> bytes:
    """Return a value as JSON on one line."""
    return orjson.dumps(value, default=_encode_bytes, option=orjson.OPT_NON_STR_KEYS)


def encode_named(value: object) -> bytes:
    """Return a value as JSON on one line, with the name of its class."""
    return encode([type(value).__name__, value])


def decode(kind: type[T], content: bytes) -> T:
    """Return the value of this `kind` that `encode` wrote; raises ValueError, TypeError or KeyError."""
    value: T = build(kind, orjson.loads(content))
    return value


def decode_named(kinds: Any, content: bytes) -> Any:
    """Return the value that `encode_named` wrote, of one of the `kinds` of a union; raises as `decode`."""
    name, plain = orjson.loads(content)
    return build({kind.__name__: kind for kind in get_args(kinds)}[name], plain)


def build(kind: Any, plain: Any) -> Any:
    """Return the value of this `kind` (a type, as in annotations) that `plain`, from JSON, stands for."""
    origin = get_origin(kind)
    if origin in _UNIONS:
        return build(_choose(get_args(kind), plain), plain)
    if origin is tuple:
        return _build_tuple(get_args(kind), _expect(list, plain))
    if origin is not None:
        key, item = get_args(kind)
        return {_key(key, name): build(item, one) for name, one in _expect(dict, plain).items()}
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**build_fields(kind, plain))
    if kind is date:
        return date.fromisoformat(_expect(str, plain))
    if kind is bytes:
        return base64.b64decode(_expect(str, plain), validate=True)
    return kind(_expect(str, plain)) if issubclass(kind, StrEnum) else _expect(kind, plain)


def build_fields(kind: Any, plain: Any) -> dict[str, Any]:
    """Return the values of the fields of a dataclass that `plain` has, by name."""
    given = _expect(dict, plain)
    return {name: build(hint, given[name]) for name, hint in _hints(kind).items() if name in given}


def _build_tuple(items: tuple[Any, ...], plain: list[Any]) -> tuple[Any, ...]:
    """Return a tuple whose `items` are `tuple[str, ...]`, or `tuple[str, int]`, as annotations have them."""
    if items[-1] is not Ellipsis:
        return tuple([build(item, one) for item, one in zip(items, plain, strict=True)])
    if items[0] is str and all(type(one) is str for one in plain):
        return tuple(plain)
    return tuple([build(items[0], one) for one in plain])


def _choose(kinds: tuple[Any, ...], plain: Any) -> Any:
    """Return which of the `kinds` of a union `plain` is of: all of them are other types in JSON."""
    if plain is None:
        return type(None)
    is_text = isinstance(plain, str)
    return next(kind for kind in kinds if kind is not type(None) and (kind is str) == is_text)


def _key(kind: Any, name: str) -> Any:
    return int(name) if kind is int else kind(name)


def _expect(kind: type[Any], plain: Any) -> Any:
    if type(plain) is not kind:
        raise TypeError(plain)
    return plain


def _encode_bytes(value: object) -> str:
    if not isinstance(value, bytes):
        raise TypeError(value)
    return base64.b64encode(value).decode()


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return the types of the fields of a dataclass that it is made of: others follow from them."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}
