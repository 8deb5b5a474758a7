import pytest
from jinja2 import Environment

from gersapp.web.html import SLOT, Html, filled

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
