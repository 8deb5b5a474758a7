"""Days and times in French, in Paris."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from gersapp.french import say_date

_PARIS = ZoneInfo("Europe/Paris")


def date_in_paris() -> date:
    return datetime.now(_PARIS).date()


def today() -> str:
    """« 28 avril 2020 », in Paris."""
    return say_date(date_in_paris())


def when(time: int) -> str:
    """« à 14 h 02 » today, else « le 28 avril 2020 à 14 h 02 », in Paris; `time` in seconds since 1970."""
    moment = datetime.fromtimestamp(time, _PARIS)
    clock = f"à {moment.hour}\u00a0h\u00a0{moment.minute:02}"
    return clock if moment.date() == date_in_paris() else f"le {say_date(moment)} {clock}"


def say_day(day: str) -> str:
    """« le 28 avril 2020 » for 2020-04-28; what is no day stays as it is."""
    try:
        return f"le {say_date(date.fromisoformat(day))}"
    except ValueError:
        return day
