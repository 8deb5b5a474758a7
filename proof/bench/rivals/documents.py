"""Documents as two known libraries write them: python-docx and XlsxWriter, with what ours have."""

from pathlib import Path

import docx
import xlsxwriter

from gersapp.catalogue.links import platform_of
from proof.bench.generator import AUDIENCES, Tables


def write_docx(tables: Tables, audience: str, platform: str, path: Path) -> None:
    """Write the operations of an `audience` on a `platform`, both slugs.

    python-docx has no hyperlinks: addresses are texts, so it has less to do.
    """
    document = docx.Document()
    document.add_heading(AUDIENCES[audience], 1)
    for operation in tables["operations"].values():
        platforms = {*operation["platforms"], *(platform_of(link["url"]) for link in operation["links"])}
        if audience in operation["audiences"] and platform in platforms:
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
            lists = [", ".join(values) for values in (operation["audiences"], urls)]
            for column, value in enumerate([operation["title"], operation["description"], *lists]):
                operations.write_string(row, column, value)
            for url in urls:
                place += 1
                links.write_string(place, 0, operation["title"])
                # XlsxWriter stops at 65 530 hyperlinks.
                links.write_url(place, 1, url)
