"""Documents as two known libraries write them: python-docx and XlsxWriter, with what ours have."""

from pathlib import Path

import docx
import xlsxwriter

from proof.bench.generator import AUDIENCES, Tables


def write_docx(tables: Tables, audience: str, path: Path) -> None:
    """Write the operations of an `audience` (slug): headings, texts, networks, and addresses as texts.

    python-docx has no hyperlinks, so it has less to do.
    """
    document = docx.Document()
    document.add_heading(AUDIENCES[audience], 1)
    for operation in tables["operations"].values():
        if audience in operation["audiences"]:
            document.add_heading(operation["title"], 2)
            document.add_paragraph(operation["description"])
            document.add_paragraph(f"Réseaux : {', '.join(operation['platforms'])}")
            for link in operation["links"]:
                document.add_paragraph(f"Lien : {link['url']}", style="List Bullet")
    document.save(str(path))


def write_xlsx(tables: Tables, path: Path) -> None:
    """Write all operations, a row each, and their links, a row each, with hyperlinks."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_urls": False}) as workbook:
        operations, links = workbook.add_worksheet("Opérations"), workbook.add_worksheet("Liens")
        place = 0
        for row, operation in enumerate(tables["operations"].values(), 1):
            urls = [link["url"] for link in operation["links"]]
            values = (
                operation["title"],
                operation["description"],
                *map(", ".join, (operation["audiences"], urls)),
            )
            for column, value in enumerate(values):
                operations.write_string(row, column, value)
            for url in urls:
                place += 1
                links.write_string(place, 0, operation["title"])
                # XlsxWriter stops at 65 530 hyperlinks.
                links.write_url(place, 1, url)
