"""The request that is being answered."""

from typing import cast

from flask import Request, request


def current_request() -> Request:
    """Return the request itself, for code that every answer passes through.

    Each attribute of Flask's proxy for it takes 1 µs; an answer to a filter takes 270, and reads some thirty.
    """
    return cast(Request, request._get_current_object())  # type: ignore[attr-defined]  # typed as a Request
