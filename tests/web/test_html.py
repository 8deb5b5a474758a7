from typing import Any

import pytest
from jinja2 import Environment

from gersapp.web.rendering.html import Html, Shell, hole, hollowed

ENVIRONMENT = Environment(autoescape=True)


def test_a_value_goes_into_its_hole_and_text_is_escaped() -> None:
    template = ENVIRONMENT.from_string("<ul>{{ slot }}</ul>{{ text }}")
    shell = Shell(template.render(slot=hole("slot"), text="é & <b> 100 %"))
    whole = shell.filled({b"slot": "<p>œuf</p>".encode()}).decode()
    assert whole == "<ul><p>œuf</p></ul>é &amp; &lt;b&gt; 100 %"


def test_a_page_without_a_hole_is_itself_in_utf_8() -> None:
    assert Shell("é 100 %").filled({b"slot": b""}) == "é 100 %".encode()


def test_made_html_is_not_escaped_again() -> None:
    template = ENVIRONMENT.from_string("{{ made }}{{ typed }}")
    assert template.render(made=Html("<i>"), typed="<i>") == "<i>&lt;i&gt;"


def test_a_shell_is_filled_as_often_as_wanted_and_its_own_percent_signs_stay() -> None:
    template = ENVIRONMENT.from_string("<i class='{{ a }}'>100 % %s {{ a }}{{ b }}</i>")
    shell = Shell(template.render(a=hole("a"), b=hole("b")))
    assert shell.filled({b"a": b"x", b"b": "œ%(a)b".encode()}).decode() == "<i class='x'>100 % %s xœ%(a)b</i>"
    assert shell.filled({b"a": b"", b"b": b"", b"other": b"z"}) == b"<i class=''>100 % %s </i>"


def poured(source: str, context: dict[str, Any]) -> str:
    shape, texts = hollowed(context)
    return Shell(ENVIRONMENT.from_string(source).render(dict(shape))).filled(texts).decode()


TEMPLATE = (
    "{% for label, href in chips %}<a href='{{ href }}'>{{ label }} {{ href }}</a>{% endfor %}"
    "{% if next %}{{ next }}{% else %}fin{% endif %}{{ made }}{{ raw }}{% if many %} 100 %{% endif %}"
)
CONTEXT: dict[str, Any] = {
    "chips": [("Œuf", "/?q=a&b"), ("<b>", "")],
    "next": "",
    "made": Html("<i>"),
    "raw": "<p>é %(0)b".encode(),
    "many": True,
}


def test_a_hollowed_template_filled_again_is_the_template() -> None:
    assert poured(TEMPLATE, CONTEXT) == (
        "<a href='/?q=a&amp;b'>Œuf /?q=a&amp;b</a><a href=''>&lt;b&gt; </a>fin<i><p>é %(0)b 100 %"
    )
    changes: list[dict[str, Any]] = [{"next": "x"}, {"chips": []}, {"made": ""}, {"many": False}]
    for changed in changes:
        given = {**CONTEXT, "raw": Html("brut"), **changed}
        assert poured(TEMPLATE, given) == ENVIRONMENT.from_string(TEMPLATE).render(given)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ({"chips": [("a", "b"), ("c", "")]}, True),
        ({"made": "texte", "raw": "texte"}, True),
        ({"chips": [("a", "b"), ("c", "d")]}, False),
        ({"chips": [("a", "b")]}, False),
        ({"next": "x"}, False),
        ({"many": False}, False),
    ],
)
def test_contexts_are_of_one_shape_when_the_same_of_their_texts_are_empty(
    other: dict[str, Any], is_same: bool
) -> None:
    assert (hollowed({**CONTEXT, **other})[0] == hollowed(CONTEXT)[0]) is is_same
