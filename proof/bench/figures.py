"""The measures and the figures of their rounds."""

from proof.bench.report import Line

WRITERS = 8
CROWD = 50
# Operations of the dossiers that are imported.
IMPORTED, IMPORTED_FEW = 2_000, 80
OURS = "ours"
# Who is measured beside the catalogue: slug → French name.
RIVALS = {
    "constant": "octets constants",
    "afternoon": "version d’un après-midi",
    "datasette": "Datasette",
    "tuned": "Datasette, réglée",
    "least": "moindre remplacement",
    "rest": "au repos",
    "scan": "parcours des textes",
    "fresh": "sans historique",
    "commit": "moindre enregistrement durable de la base",
    "file": "fichier",
    "sql": "SQL",
    "few": f"{IMPORTED_FEW} opérations",
    "one": "une opération",
    "python-docx": "python-docx",
    "xlsxwriter": "XlsxWriter",
}
# Measure → its words and its unit, in the order of the table.
MEASURES = {
    "filter-rate": ("filtre, demandes", "/s"),
    "filter-p50": ("filtre, médiane", "ms"),
    "filter-p99": ("filtre, 99e centile", "ms"),
    "compressed-rate": ("filtre compressé, demandes", "/s"),
    "page-rate": ("page, demandes", "/s"),
    "page-p99": ("page, 99e centile", "ms"),
    "unchanged-rate": ("page inchangée (304), demandes", "/s"),
    "search": ("recherche, pire lettre", "ms"),
    "edit": ("enregistrement, sans serveur", "ms"),
    "history-edit": ("enregistrement après 10\u202f000 autres", "ms"),
    "edit-one": ("enregistrement, 1 client", "ms"),
    "edit-all": (f"enregistrements, {WRITERS} clients", "/s"),
    "edit-crowd": (f"enregistrement, {CROWD} clients qui tapent, 99e centile", "ms"),
    "storm-p99": (f"filtre sous {WRITERS} éditeurs, 99e centile", "ms"),
    "import-p99": ("filtre pendant un import de 2\u202f000 opérations, 99e centile", "ms"),
    "import-few": ("import de 80 opérations, première proposition", "s"),
    "import-many": ("import de 2\u202f000 opérations, première proposition", "s"),
    "export-docx": ("export de quelques opérations en Word", "s"),
    "export-xlsx": ("export en Excel", "s"),
    "export-p99": ("filtre pendant des exports, 99e centile", "ms"),
    "start": ("démarrage", "s"),
    "memory": ("mémoire du processus", "Mo"),
    "bodies-edit": ("PostgreSQL : enregistrement, sans serveur", "ms"),
    "bodies-find": ("PostgreSQL : filtre, sans serveur", "/s"),
    "bodies-filter": ("PostgreSQL : filtre d’un organisme, demandes", "/s"),
    "observatory-filter": ("PostgreSQL : filtre de l’Observatoire, demandes", "/s"),
}


class Figures:
    """The figures at one number of operations: of each measure, by server, one a round.

    A server is `OURS` or a slug of RIVALS.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._rounds: dict[str, dict[str, list[float]]] = {measure: {} for measure in MEASURES}
        self._lines_without_rival: list[Line] = []

    def note(self, measure: str, server: str, *figures: float) -> None:
        self._rounds[measure].setdefault(server, []).extend(figures)

    def note_without_rival(self, key: str, words: str, unit: str, figures: list[float]) -> None:
        line = Line(key=key, words=words, size=self._size, unit=unit, ours=figures)
        self._lines_without_rival.append(line)

    def lines(self) -> list[Line]:
        """Return a line for each rival that has as many rounds as ours, then the lines without a rival."""
        lines = []
        for measure, (words, unit) in MEASURES.items():
            ours = self._rounds[measure].get(OURS, [])
            for rival, theirs in self._rounds[measure].items():
                if rival != OURS and len(theirs) == len(ours):
                    lines.append(
                        Line(
                            key=f"{measure}/{rival}",
                            words=words,
                            size=self._size,
                            unit=unit,
                            ours=ours,
                            rival=RIVALS[rival],
                            theirs=theirs,
                        )
                    )
        return lines + self._lines_without_rival
