"""`gersapp.schemas`: the forms that change several operations, or the audiences."""

import pytest

from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk
from gersapp.catalogue.model import (
    MAX_LABEL,
)
from gersapp.schemas import (
    Refused,
    load_bulk,
    load_label,
    load_merge,
)


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        (
            {"op": ["p", "q", "p"], "action": "add", "value": "audience:tous"},
            TypedBulk(ids=("p", "q"), action=BulkAction.ADD, facet=Facet.AUDIENCES, slug="tous"),
        ),
        (
            {"op": ["p"], "action": "remove", "value": "platform:x"},
            TypedBulk(ids=("p",), action=BulkAction.REMOVE, facet=Facet.PLATFORMS, slug="x"),
        ),
        (
            {"op": ["p"], "action": "delete", "value": "audience:tous"},
            TypedBulk(ids=("p",), action=BulkAction.DELETE),
        ),
        ({"op": [], "action": "delete"}, TypedBulk(ids=(), action=BulkAction.DELETE)),
    ],
)
def test_a_bulk_change_comes_in_whole(form: dict[str, object], typed: TypedBulk) -> None:
    assert load_bulk(form) == typed


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        ({"action": "delete"}, "op", "Cochez au moins une opération."),
        ({"op": "p", "action": "delete"}, "op", "Une liste est attendue."),
        ({"op": ["p"]}, "action", "Action inconnue."),
        ({"op": ["p"], "action": "erase"}, "action", "Action inconnue."),
        ({"op": ["p"], "action": "add"}, "value", "Choisissez d’abord une cible ou une plateforme."),
        *[
            (
                {"op": ["p"], "action": action, "value": value},
                "value",
                "Cette cible ou cette plateforme n’existe plus : choisissez-en une autre.",
            )
            for action in ("add", "remove")
            for value in ("platform:minitel", "x", "lieu:auch")
        ],
        (
            {"op": ["p"], "action": "add", "value": ["audience:a", "audience:b"]},
            "value",
            "Choisissez une seule cible ou plateforme.",
        ),
    ],
)
def test_a_bulk_change_is_refused_with_a_message(form: dict[str, object], field: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        load_bulk(form)
    assert refused.value.errors == {field: [message]}


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("", "Donnez un nom à la cible."),
        ("!?", "Donnez à la cible un nom avec des lettres."),
        ("\u3164", "Donnez à la cible un nom avec des lettres."),
        ("a" * (MAX_LABEL + 1), "81 caractères : c’est plus que les 80 possibles. Retirez-en 1."),
    ],
)
def test_a_label_is_refused_with_a_message(label: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        load_label({"label": label})
    assert refused.value.errors == {"label": [message]}


def test_a_label_comes_in_trimmed() -> None:
    assert load_label({"label": " Tout public\u00a0"}) == "Tout public"


@pytest.mark.parametrize("form", [{}, {"into": ["a", "b"]}])
def test_a_merge_without_one_target_is_refused(form: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        load_merge(form)
    assert refused.value.errors == {"into": ["Choisissez la cible qui doit rester."]}


def test_the_target_of_a_merge_comes_in() -> None:
    assert load_merge({"into": "tous"}) == "tous"
