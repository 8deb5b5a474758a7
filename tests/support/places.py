"""What a command says first: the file and the folder that it acts on."""

from pathlib import Path


def copies_of(database: Path) -> str:
    return f"Catalogue : {database}\nCopies : {database}.backups\n"


def accounts_in(instance: Path) -> str:
    return f"Comptes et journal : {instance}\n"
