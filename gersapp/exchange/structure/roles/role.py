"""The roles that lines may have."""

from enum import StrEnum


class Role(StrEnum):
    """What a line is in its dossier."""

    HEADING = "heading"  # of the whole document, or of its introduction
    INTRODUCTION = "introduction"
    AUDIENCE = "audience"  # a heading
    THEME = "theme"  # a heading that groups operations and names no audience
    TITLE = "title"
    WHOLE = "whole"  # title and text of an operation in one line
    TEXT = "text"
    PLATFORMS = "platforms"
    LINK = "link"
    FIELD = "field"  # an explicit audience, within an operation
    LEFT_HEADING = "left-heading"  # of a section without operations
    LEFT = "left"


IN_OPERATION = frozenset({Role.TITLE, Role.WHOLE, Role.TEXT, Role.PLATFORMS, Role.LINK, Role.FIELD})
