"""The one seam by which text that is HTML already reaches a template: the output of other templates."""


class Html(str):
    """HTML made by a template of ours, which autoescape must not escape again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self
