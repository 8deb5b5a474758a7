import pytest
from jinja2 import Environment

from gersapp.web.html import SLOT, Html, Shell, filled, hole

TEMPLATE = Environment(autoescape=True).from_string("<ul>{{ slot }}</ul>{{ text }}{{ slot }}")


def test_pieces_go_into_the_slots_in_their_order_and_text_is_escaped() -> None:
    html = TEMPLATE.render(slot=SLOT, text="é & <b>")
    whole = filled(html, [b"<li>un</li>", "<p>œuf</p>".encode()])
    assert whole.decode() == "<ul><li>un</li></ul>é &amp; &lt;b&gt;<p>œuf</p>"


@pytest.mark.parametrize("pieces", [[], [b"one"], [b"one", b"two", b"three"]])
def test_a_piece_too_many_or_too_few_is_an_error(pieces: list[bytes]) -> None:
    with pytest.raises(ValueError, match="zip"):
        filled(TEMPLATE.render(slot=SLOT, text=""), pieces)


def test_made_html_is_not_escaped_again() -> None:
    template = Environment(autoescape=True).from_string("{{ made }}{{ typed }}")
    assert template.render(made=Html("<i>"), typed="<i>") == "<i>&lt;i&gt;"


def test_a_shell_is_filled_as_often_as_wanted_and_its_own_percent_signs_stay() -> None:
    template = Environment(autoescape=True).from_string("<i class='{{ a }}'>100 % %s {{ a }}{{ b }}</i>")
    shell = Shell(template.render(a=hole("a"), b=hole("b")))
    assert shell.filled({b"a": b"x", b"b": "œ%(a)b".encode()}).decode() == "<i class='x'>100 % %s xœ%(a)b</i>"
    assert shell.filled({b"a": b"", b"b": b"", b"other": b"z"}) == b"<i class=''>100 % %s </i>"
