"""The values that forms may have, and the French messages for others: the only use of marshmallow."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.editing.audiences import Rank
from gersapp.catalogue.editing.typed import (
    BulkAction,
    Facet,
    Position,
    TypedBulk,
    TypedHeading,
    TypedOperation,
    TypedPlace,
)
from gersapp.catalogue.links import fault, recognise
from gersapp.catalogue.model import (
    MAX_AUDIENCES,
    MAX_DESCRIPTION,
    MAX_HASHTAG,
    MAX_INTRODUCTION,
    MAX_LABEL,
    MAX_LINKS,
    MAX_NETWORKS,
    MAX_TITLE,
)
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import forbidden_character, has_letters, has_too_many_accents, readable, tidy
from gersapp.french import ADDRESS_FAULTS, UNKNOWN_VALUE, WHICH_AUDIENCE_STAYS

# Field → its messages; in `links`, number of the link (0 for the first) → its messages.
Errors = dict[str, Any]

# Beside an operation, the ticked ones are placed after it: their form has no button for before.
_BULK_POSITIONS = (Position.FIRST, Position.LAST, Position.AFTER)
_WHERE = "Choisissez une cible."
_NO_LETTERS = "Donnez à la cible un nom avec des lettres."


class Refused(Exception):
    """A form is refused; `errors` are its messages by field."""

    def __init__(self, errors: Errors) -> None:
        super().__init__(errors)
        self.errors = errors


class Text(fields.String):
    """Text in its stored form: tidy, without controls."""

    def __init__(self, max_length: int, *, lines: bool = False, missing: str | None = None) -> None:
        """`max_length` is in characters; `missing`, if given, is the message that refuses an empty text."""
        no_text = "Un texte est attendu."
        super().__init__(
            required=missing is not None,
            error_messages={"required": missing or no_text, "null": no_text, "invalid": no_text},
        )
        self.max_length = max_length
        self.lines = lines
        self.missing = missing

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = readable(super()._deserialize(value, attr, data, **kwargs) or "", lines=self.lines)
        forbidden = forbidden_character(text.replace("\r\n", "\n").replace("\r", "\n"), lines=self.lines)
        if forbidden:
            raise ValidationError(
                f"Ce texte contient un caractère de contrôle ({forbidden}), souvent apporté par un "
                "copier-coller. Effacez-le ou retapez le passage."
            )
        if has_too_many_accents(text):
            raise ValidationError("Une lettre a plus de 30 accents : retapez le passage.")
        text = tidy(text)
        if self.missing is not None and not text:
            raise ValidationError(self.missing)
        if len(text) > self.max_length:
            raise ValidationError(
                f"{len(text)} caractères : c’est plus que les {self.max_length} possibles. "
                f"Retirez-en {len(text) - self.max_length}."
            )
        return text


class Links(fields.Field[list[str]]):
    """Addresses that may be stored, each of another post."""

    def __init__(self) -> None:
        super().__init__(load_default=list)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(url, str) for url in value):
            raise ValidationError("Une liste d’adresses est attendue.")
        links: list[str] = value
        if len(links) > MAX_LINKS:
            raise ValidationError(
                {len(links): [f"{len(links)} liens : c’est plus que les {MAX_LINKS} possibles."]}
            )
        errors: dict[int, list[str]] = {}
        numbers: dict[str, int] = {}
        for number, url in enumerate(links):
            wrong = fault(url)
            if wrong:
                errors[number] = [ADDRESS_FAULTS[wrong]]
                continue
            first = numbers.setdefault(recognise(url).key, number)
            if first != number:
                errors[number] = [
                    f"C’est la même publication que le lien n° {first + 1}. Retirez l’un des deux."
                ]
        if errors:
            raise ValidationError(errors)
        return links


def _list_of(name: str, check: validate.Validator | None = None) -> fields.List[str]:
    return fields.List(
        fields.String(validate=check, error_messages={"invalid": f"{name} inconnue."}),
        load_default=list,
        validate=validate.Length(max=MAX_AUDIENCES, error="Trop de valeurs."),
        error_messages={"invalid": "Une liste est attendue."},
    )


class _FormSchema(Schema):
    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "Champ inconnu.", "type": "Un formulaire est attendu."}  # noqa: RUF012  (as marshmallow declares it)

    revision = fields.String(
        load_default="",
        validate=validate.Length(max=64, error="Version inconnue."),
        error_messages={"invalid": "Version inconnue."},
    )


class OperationSchema(_FormSchema):
    title = Text(MAX_TITLE, missing="Donnez un titre à l’opération.")
    description = Text(MAX_DESCRIPTION, lines=True)
    audiences = _list_of("Cible")
    new_audience = Text(MAX_LABEL)
    platforms = _list_of(
        "Plateforme", validate.OneOf(list(BY_SLUG), error="Plateforme inconnue : « {input} ».")
    )
    networks = Text(MAX_NETWORKS * (MAX_LABEL + 2))
    links = Links()


class HeadingSchema(_FormSchema):
    title = Text(MAX_TITLE, missing="Donnez un titre au catalogue.")
    body = Text(MAX_TITLE)
    hashtag = Text(MAX_HASHTAG)
    introduction = Text(MAX_INTRODUCTION, lines=True)


class BulkSchema(_FormSchema):
    op = fields.List(
        fields.String(error_messages={"invalid": "Opération inconnue."}),
        required=True,
        error_messages={"required": "Cochez au moins une opération.", "invalid": "Une liste est attendue."},
    )
    action = fields.String(
        required=True,
        validate=validate.OneOf([*BulkAction, *_BULK_POSITIONS], error="Action inconnue."),
        error_messages={"required": "Action inconnue.", "invalid": "Action inconnue."},
    )
    value = fields.String(
        load_default="", error_messages={"invalid": "Choisissez une seule cible ou plateforme."}
    )
    title = fields.String(load_default="", error_messages={"invalid": "Un seul titre est attendu."})


class PlaceSchema(_FormSchema):
    position = fields.String(
        required=True,
        validate=validate.OneOf(list(Position), error="Place inconnue."),
        error_messages={"required": "Place inconnue.", "invalid": "Place inconnue."},
    )
    audience = fields.String(
        required=True,
        validate=validate.Length(min=1, error=_WHERE),
        error_messages={"required": _WHERE, "invalid": _WHERE},
    )
    section = fields.String(load_default="", error_messages={"invalid": "Cible inconnue."})
    anchor = fields.String(load_default="", error_messages={"invalid": "Opération inconnue."})
    op = fields.List(fields.String(), load_default=[])
    title = fields.String(load_default="", error_messages={"invalid": "Un seul titre est attendu."})


class LabelSchema(_FormSchema):
    label = Text(MAX_LABEL, missing="Donnez un nom à la cible.")


class RankSchema(_FormSchema):
    rank = fields.String(
        required=True,
        validate=validate.OneOf(list(Rank), error="Place inconnue."),
        error_messages={"required": "Place inconnue.", "invalid": "Place inconnue."},
    )


class MergeSchema(_FormSchema):
    into = fields.String(
        required=True, error_messages={"required": WHICH_AUDIENCE_STAYS, "invalid": WHICH_AUDIENCE_STAYS}
    )


def load_operation(form: Mapping[str, object]) -> TypedOperation:
    """Read an operation from `form`, whose `links` are a list of single addresses; raises Refused."""
    errors: Errors = {}
    try:
        values = _load(OperationSchema, form)
    except Refused as refused:
        errors, values = refused.errors, dict(form)
    if "audiences" not in errors and "new_audience" not in errors:
        _check_audiences(values, errors)
    if "networks" not in errors:
        _check_networks(values, errors)
    if errors:
        raise Refused(errors)
    return TypedOperation(
        title=values["title"],
        description=values.get("description", ""),
        audiences=tuple(values["audiences"]),
        new_audience=values.get("new_audience", ""),
        platforms=read_announced([*values["platforms"], values.get("networks", "")]),
        links=tuple(values["links"]),
        revision=values["revision"],
    )


def load_heading(form: Mapping[str, object]) -> TypedHeading:
    """Read the heading's texts from `form`; raises Refused."""
    values = _load(HeadingSchema, form)
    return TypedHeading(revision=values.pop("revision"), texts=values)


def load_heading_part(texts: Mapping[str, str]) -> dict[str, str]:
    """Read some of the heading's texts, by the names of its fields; raises Refused, by these names."""
    form = {"body" if name == "organisation" else name: text for name, text in texts.items()}
    try:
        return _with_organisation(_load(HeadingSchema, form, partial=True))
    except Refused as refused:
        raise Refused(_with_organisation(refused.errors)) from refused


def _with_organisation(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"organisation" if name == "body" else name: value for name, value in values.items()}


def load_bulk(form: Mapping[str, object]) -> TypedBulk | TypedPlace:
    """Read a change to many operations, or a place for them, from `form`; raises Refused."""
    values = _load(BulkSchema, form)
    ids = tuple(dict.fromkeys(values["op"]))
    if values["action"] in _BULK_POSITIONS:
        return TypedPlace(ids=ids, position=Position(values["action"]), title=values["title"])
    action = BulkAction(values["action"])
    if action is BulkAction.DELETE:
        return TypedBulk(ids=ids, action=action)
    if not values["value"]:
        raise Refused({"value": ["Choisissez d’abord une cible ou une plateforme."]})
    kind, _, slug = values["value"].partition(":")
    facet = {"audience": Facet.AUDIENCES, "platform": Facet.PLATFORMS}.get(kind)
    if not facet or (facet is Facet.PLATFORMS and slug not in BY_SLUG):
        raise Refused({"value": [UNKNOWN_VALUE]})
    return TypedBulk(ids=ids, action=action, facet=facet, slug=slug)


def load_place(id: str, form: Mapping[str, object]) -> TypedPlace:
    """Read a place for the operation `id` from `form`, and for those that are ticked with it; raises Refused.

    Several get no audience from each other: only from another one than that of the operation.
    """
    values = _load(PlaceSchema, form)
    ids = tuple(dict.fromkeys([id, *values["op"]]))
    is_in_place = len(ids) > 1 and values["audience"] == values["section"]
    return TypedPlace(
        ids=ids,
        position=Position(values["position"]),
        audience="" if is_in_place else values["audience"],
        leaves=values["section"],
        anchor=values["anchor"],
        title=values["title"],
    )


def load_label(form: Mapping[str, object]) -> str:
    """Read a label for an audience from `form`; raises Refused."""
    label: str = _load(LabelSchema, form)["label"]
    if not has_letters(label):
        raise Refused({"label": [_NO_LETTERS]})
    return label


def load_rank(form: Mapping[str, object]) -> Rank:
    """Read where an audience moves from `form`; raises Refused."""
    return Rank(_load(RankSchema, form)["rank"])


def load_merge(form: Mapping[str, object]) -> str:
    """Read the slug of the audience that replaces another from `form`; raises Refused."""
    into: str = _load(MergeSchema, form)["into"]
    return into


def _check_audiences(values: Mapping[str, Any], errors: Errors) -> None:
    """Add to `errors` the messages about an operation without an audience, or with one without a name."""
    label = values.get("new_audience", "").strip()
    if label and not has_letters(label):
        errors["new_audience"] = [_NO_LETTERS]
    elif not label and not values.get("audiences"):
        errors["audiences"] = ["Cochez au moins une cible, ou nommez-en une nouvelle."]


def _check_networks(values: Mapping[str, Any], errors: Errors) -> None:
    """Add to `errors` the messages about networks that are too many, or have no possible name."""
    networks = networks_in(read_announced([values.get("networks", "")]))
    messages = [
        f"« {name[:MAX_LABEL]}… » : un nom a {MAX_LABEL} caractères au plus."
        for name in networks
        if len(name) > MAX_LABEL
    ]
    if not all(map(has_letters, networks)):
        messages.append("Donnez à chaque réseau un nom avec des lettres.")
    if len(networks) > MAX_NETWORKS:
        messages.append(f"{len(networks)} réseaux : c’est plus que les {MAX_NETWORKS} possibles.")
    if messages:
        errors["networks"] = messages


@cache
def _schema(kind: type[Schema]) -> Schema:
    """Return the schema of this `kind`: to make one takes as long as to use it ten times."""
    return kind()


def _load(kind: type[Schema], form: Mapping[str, object], *, partial: bool = False) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = _schema(kind).load(form, partial=partial)
    except ValidationError as error:
        errors: Errors = error.normalized_messages()  # type: ignore[no-untyped-call]  # marshmallow gives it no types
        for name, messages in errors.items():
            # A list has its messages by number, but only the links have a place for each number.
            if name != "links" and isinstance(messages, dict):
                errors[name] = [text for texts in messages.values() for text in texts]
        raise Refused(errors) from error
    return loaded
