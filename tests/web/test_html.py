"""`gersapp.web.rendering.html`: made HTML goes into a page as it is, and what is typed is escaped."""

import pytest
from jinja2 import Environment

from gersapp.french import say_number
from gersapp.web.rendering.html import Html, Pieces, Prepared, place_plainly, placeholder, render_counts

ENVIRONMENT = Environment(autoescape=True)
COUNTS = """{% for name, numbers in counts.items() %}{% for slug, number in numbers.items() -%}
<span id="n-{{ name }}-{{ slug }}" class="n{{ " zero" if not number else " one" if number == 1 else "" }}" hx-swap-oob="true">{{ say_number(number) }}</span>
{% endfor %}{% endfor %}"""
PIECES = ["<p>œuf</p>".encode(), b"", b"<p>100 %s %(0)b</p>", b"<ul>" + b"<li>x</li>" * 1000 + b"</ul>"]


def test_a_piece_goes_into_its_place_and_text_is_escaped() -> None:
    template = ENVIRONMENT.from_string("<ul>{{ place(piece) }}</ul>{{ text }}")
    pieces = Pieces()
    page = template.render(place=pieces.place, piece="<p>œuf</p>".encode(), text="é & <b> 100 %")
    assert pieces.fill(page).decode() == "<ul><p>œuf</p></ul>é &amp; &lt;b&gt; 100 %"


def test_a_page_without_a_piece_is_itself_in_utf_8() -> None:
    assert Pieces().fill("é 100 %") == "é 100 %".encode()


@pytest.mark.parametrize("number", range(5))
def test_pieces_are_placed_as_if_they_were_decoded(number: int) -> None:
    template = ENVIRONMENT.from_string(
        "{% for piece in pieces %}<i>{{ place(piece) }}é</i>{{ text }}{% endfor %}."
    )
    pieces = Pieces()
    context = {"pieces": PIECES[:number], "text": "é & <b>"}
    plain = template.render(place=place_plainly, **context).encode()
    assert pieces.fill(template.render(place=pieces.place, **context)) == plain


def test_a_piece_that_was_not_shown_is_an_error() -> None:
    pieces = Pieces()
    pieces.place(b"<p>")
    with pytest.raises(ValueError, match="zip"):
        pieces.fill("<ul></ul>")


def test_made_html_is_not_escaped_again() -> None:
    template = ENVIRONMENT.from_string("{{ made }}{{ typed }}")
    assert template.render(made=Html("<i>"), typed="<i>") == "<i>&lt;i&gt;"


def test_a_prepared_template_is_filled_as_often_as_wanted() -> None:
    template = ENVIRONMENT.from_string("<i class='{{ a }}'>100 % %s {{ a }}{{ b }}</i>")
    prepared = Prepared(template.render(a=placeholder("a"), b=placeholder("b")))
    filled = prepared.fill({b"a": b"x", b"b": "œ%(a)b".encode()}).decode()
    assert filled == "<i class='x'>100 % %s xœ%(a)b</i>"
    assert prepared.fill({b"a": b"", b"b": b"", b"other": b"z"}) == b"<i class=''>100 % %s </i>"


def test_what_is_filled_in_is_not_escaped_twice() -> None:
    template = ENVIRONMENT.from_string("<ul>{{ slot }}</ul>{{ text }}")
    prepared = Prepared(template.render(slot=placeholder("slot"), text="é & <b> 100 %"))
    filled = prepared.fill({b"slot": "<p>œuf</p>".encode()}).decode()
    assert filled == "<ul><p>œuf</p></ul>é &amp; &lt;b&gt; 100 %"


def test_a_prepared_page_without_placeholders_is_itself() -> None:
    assert Prepared("é 100 %").fill({b"slot": b""}) == "é 100 %".encode()


def test_counts_are_those_that_a_template_would_show() -> None:
    counts = {"audience": {"adultes": 7, "tout-public": 0}, "platform": {"x": 1234, "site-web": 1}}
    assert render_counts(counts) == ENVIRONMENT.from_string(COUNTS).render(
        counts=counts, say_number=say_number
    ).rstrip("\n")
    assert render_counts({"audience": {}, "platform": {}}) == ""
