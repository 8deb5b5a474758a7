"""The bullets and numbers that stand before a line."""

import re

# Signs, among them those of the symbol fonts of word processors (private use).
_SIGNS = "•◦‣▪▫■□●○◘∙·*+➢➤➔➜➡►▶▸▹▷✓✔✗✘→⇒❖◆◇◊❑❒☐☑✦✧★☆♦⁃–—-»›>§¤🔹🔸🔷🔶👉➖"
_BULLET = re.compile(
    rf"(?:(?:>{{2,3}}|[{re.escape(_SIGNS)}\ue000-\uf8ff]\ufe0f?)(?:[\t\u00a0 ]+|(?=[^\W\d]|[«\"“]|https?:))"
    # Letters of those fonts that come as plain text.
    r"|[oOØüvq](?:\t| {2,}| (?=[«\"“A-ZÀ-Ý0-9h])))[\t\u00a0 ]*"
)
_NUMBER = re.compile(
    r"(?:\(?\d{1,3}[.)](?:\d{1,3}[.)]?){0,3}(?=\s|[^\W\d]|«)|\d{1,3}°\)?(?=\s)|\(\d{1,3}\)"
    r"|\d{1,3}\s?[-–—/](?=\s)|\d{1,2}[-–](?=[A-ZÀ-Ý«])|#\d{1,3}(?=\s)|[ivx]{1,4}[.)](?=\s)|[A-Ha-h][.)](?=\s)"
    r"|[IVX]{1,5}\.(?:\d{1,2}[.)]?){1,2}(?=\s)|[IVX]{1,5}(?:[.)]|\s?[-–—](?=\s))(?=\s|[^\W\d]|«)"
    r"|Q\.?\s?\d{1,2}\s?[.):]|[A-H][.-]?\d{1,2}(?:\.\d{1,2})?[.)]?(?=\s))\s*"
)
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DAY = (
    rf"(?:(?:le\s)?(?:{_DAYS})\s)?"
    rf"(?:\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?|\d{{1,2}}(?:er)?\s(?:{_MONTHS})(?:\s\d{{4}})?)"
)
_DATE = re.compile(
    rf"(?:(?:du\s)?{_DAY}\s(?:au|-|–)\s{_DAY}|{_DAY})"
    r"\s?[–—:|-]\s+",
    re.IGNORECASE,
)
# Signs of social media: pictures, arrows, stars, digits on keys, with what varies and joins them.
_PICTURE = re.compile(
    "(?:(?:[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff]|[0-9#*]\ufe0f?\u20e3)"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*){1,4}[ \t\u00a0]*"
)
_STARRED = re.compile(r"\*[^\s*][^*]{0,200}\*")


def split_marker(line: str) -> tuple[str, str]:
    """Return the bullet, the number or the date before a line, and the line without it.

    >>> split_marker("o Concours"), split_marker("2 – Jeunes"), split_marker("15 ans")
    (('o', 'Concours'), ('2 –', 'Jeunes'), ('', '15 ans'))
    """
    if line.startswith(("**", "__", "--")) or _STARRED.match(line):
        return "", line
    found = _BULLET.match(line) or _NUMBER.match(line) or _DATE.match(line) or _PICTURE.match(line)
    if found is None or found.end() == len(line):
        return "", line
    return found[0].strip(), line[found.end() :]
