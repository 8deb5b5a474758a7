"""Numbers and dates of spreadsheets as French people read them."""

import re
from datetime import date, datetime, timedelta

# The numbers of the formats of Excel that show dates or times, wherever it was installed.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_PERCENTS = frozenset({9, 10})
# Words in quotes, escaped characters, colours, currencies and conditions of a format show no date.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]|[aj]{2,}", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")
_MAX_CODE = 255  # characters of a format, as in Excel
TRUE, FALSE = "VRAI", "FAUX"


class NumberFormat:
    """How a number is shown, as far as it changes what it means."""

    def __init__(self, number: int = 0, code: str = "") -> None:
        """`number` is that of Excel's own formats, `code` the text of another: « dd/mm/yyyy »."""
        bare = _LITERAL.sub("", code[:_MAX_CODE].partition(";")[0])
        self.is_date = number in _BUILT_IN_DATES if not code else bool(_DATE.search(bare))
        self.is_percent = number in _BUILT_IN_PERCENTS if not code else "%" in bare
        self.digits = len(bare) if _ZEROS.fullmatch(bare) else 0

    def show(self, value: str, *, since_1904: bool = False) -> str:
        """Return a number, as XML has it, in French: « 3018 », « 1,5 », « 25/03/2020 », « 00042 »."""
        try:
            number = float(value)
        except ValueError:
            return value
        if self.is_date:
            return _show_serial(number, since_1904=since_1904) or show_number(number)
        if self.is_percent:
            return f"{show_number(round(number * 100, 6))} %"
        return show_number(number).zfill(self.digits)


def show_number(number: float) -> str:
    """Return a number without the decimals that it does not have, and with a French comma.

    >>> show_number(3018.0), show_number(0.5), show_number(1e21)
    ('3018', '0,5', '1000000000000000000000')
    """
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    if number == int(number) and abs(number) < 1e22:
        return str(int(number))
    return f"{number:.15g}".replace(".", ",")  # as many digits as Excel shows


def show_date(iso: str) -> str:
    """Return a date or a moment of ISO 8601 in French, or the text itself if it is none.

    >>> show_date("2020-03-25"), show_date("2020-03-25T18:30:00")
    ('25/03/2020', '25/03/2020 18:30')
    """
    try:
        return _show_moment(datetime.fromisoformat(iso))
    except ValueError:
        return iso


def _show_serial(serial: float, *, since_1904: bool) -> str:
    """Return a date that is a number of days, or a time that is a part of one; "" if it is no date."""
    if serial < 0:
        return ""
    if serial < 1:
        minutes = round(serial * 1440)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    # Excel believes that 1900 had a 29th of February, so that its days before have another origin.
    origin = date(1904, 1, 1) if since_1904 else date(1899, 12, 30 if serial >= 60 else 31)
    try:
        moment = datetime(origin.year, origin.month, origin.day) + timedelta(seconds=round(serial * 86_400))
    except (OverflowError, ValueError):
        return ""
    return _show_moment(moment)


def _show_moment(moment: datetime) -> str:
    day = f"{moment.day:02}/{moment.month:02}/{moment.year:04}"
    return f"{day} {moment.hour:02}:{moment.minute:02}" if (moment.hour, moment.minute) != (0, 0) else day
