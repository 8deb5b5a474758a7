"""Some bodies in a PostgreSQL, the servers that serve them, and what the database has of them."""

import contextlib
from collections.abc import Iterator, Mapping

import psycopg

from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from proof.tools.editor import let_in_database
from proof.tools.postgres import Postgres, PostgresMissing, running
from proof.tools.server import ROOT, Server
from proof.torture.job import Job, NotRun
from proof.torture.postgres.faults import SEQUENCE, Fault

BODIES = ("gers", "landes", "lot", "tarn")
DATABASE = "torture"
# PostgreSQL writes its log when a commit asks for it. By itself it would do so after so long.
SETTINGS = {"wal_writer_delay": "2s", "wal_keep_size": "256MB"}

# The slug of a body, and the id of one of its operations.
Place = tuple[str, str]


@contextlib.contextmanager
def running_postgres(job: Job) -> Iterator[Postgres]:
    """Yield a PostgreSQL that has the database, filled; raises NotRun where there is none."""
    try:
        with running(SETTINGS) as server:
            fill(server)
            yield server
    except PostgresMissing as missing:
        raise NotRun(str(missing)) from missing


def fill(server: Postgres) -> None:
    """Make the database: in each body the operations of the seed, and an editor who is signed in."""
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}".encode())
    content = (ROOT / "db.json").read_bytes()
    with contextlib.closing(PostgresBodies(server.address(DATABASE))) as bodies:
        for slug in BODIES:
            bodies.add(Body(slug), content)
    with psycopg.connect(server.address(DATABASE)) as connection:
        let_in_database(connection)
        connection.execute(f"CREATE SEQUENCE {SEQUENCE} START 10".encode())


def serve(
    job: Job, address: str, fault: Fault | None = None, *, processes: int = 2, port: int | None = None
) -> Server:
    """Start a server of the bodies at `address`, with this fault left in."""
    program = ["-m", "proof.torture.postgres.faults", fault.value] if fault else ["-m", "gunicorn"]
    return job.start(
        job.folder / "none",
        port=port,
        program=[*program, "-c", "gunicorn.conf.py", "-w", str(processes)],
        GERSAPP_DATABASE=address,
    )


def descriptions(address: str) -> Mapping[Place, str]:
    """Return the description of each operation that the database has."""
    query = """
        SELECT slug, document->>'id', document->>'description'
        FROM documents JOIN bodies ON bodies.id = documents.body
        WHERE collection = 'operations' AND document IS NOT NULL ORDER BY slug, place
    """
    with psycopg.connect(address) as connection:
        return {(slug, id): description for slug, id, description in connection.execute(query)}
