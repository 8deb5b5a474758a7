"""All the tortures, in the order of the table that the command prints."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from proof.torture.call_order import calls_in_order
from proof.torture.deadly_calls import calls_deadly
from proof.torture.disk import full_disk
from proof.torture.documents import any_document
from proof.torture.editors import fifty_editors
from proof.torture.failing_calls import calls_failed
from proof.torture.files import bad_files, edits_by_hand, workers_replaced
from proof.torture.job import Job, Result
from proof.torture.killed import servers_killed, workers_killed, writers_killed
from proof.torture.memory import curious_visitors
from proof.torture.postgres.failovers import failovers
from proof.torture.postgres.killed import databases_killed
from proof.torture.postgres.killed import servers_killed as servers_of_bodies_killed
from proof.torture.postgres.network import networks_cut
from proof.torture.postgres.processes import two_processes
from proof.torture.postgres.stuck import stuck_editors
from proof.torture.processes import logs_reopened, reloads, second_server, second_worker, stops
from proof.torture.readers import readers_in_a_storm
from proof.torture.slow import ANSWER, BODY, HEAD, SILENCES, slow_clients


@dataclass(frozen=True)
class Line:
    """One torture: what is done, in French; how often in the longer tests, and how often by the command.

    A loss is what is promised and not kept. A time is none: it stands beside the losses as a measure, and the
    bench compares it with something of the same run.

    `short` is 0 for those that are only longer or larger than another one.
    """

    title: str
    run: Callable[[Job], Result]
    short: int
    long: int


LINES = (
    Line("kill -9 d’un processus à 8 écrivains, 16 opérations", partial(writers_killed, 16), 82, 430),
    Line("kill -9 d’un processus à 8 écrivains, 1 000 opérations", partial(writers_killed, 1_000), 15, 430),
    Line("kill -9 du processus fils sous 8 visiteurs, 16 opérations", partial(workers_killed, 16), 1, 60),
    Line(
        "kill -9 du processus fils sous 8 visiteurs, 1 000 opérations", partial(workers_killed, 1_000), 1, 40
    ),
    Line("kill -9 du serveur entier, 16 opérations", partial(servers_killed, 16), 1, 35),
    Line("kill -9 du serveur entier, 10 000 opérations", partial(servers_killed, 10_000), 0, 5),
    Line("chaque appel système d’un enregistrement en panne", calls_failed, 1, 4),
    Line("chaque appel système d’un enregistrement mortel", calls_deadly, 1, 10),
    Line("ordre des appels système, réponse comprise", calls_in_order, 1, 10),
    Line("50 rédacteurs à la fois, sans pause, 16 opérations", partial(fifty_editors, 16, 0), 3, 20),
    Line("50 rédacteurs qui tapent 0 à 4 s, 10 000 opérations", partial(fifty_editors, 10_000, 4), 0, 20),
    Line("disque plein, puis de la place", full_disk, 1, 50),
    Line("deuxième serveur sur le fichier", second_server, 1, 10),
    Line("deuxième processus fils (TTIN), premier tué", second_worker, 1, 10),
    Line("rechargements (HUP) sous 8 écrivains", reloads, 1, 20),
    Line("journaux rouverts (USR1) sous 8 écrivains", logs_reopened, 1, 50),
    Line("arrêt (TERM), 50 modifications en route", stops, 1, 10),
    Line("fichier abîmé au démarrage", bad_files, 6, 17),
    Line("modifications à la main, bonnes et mauvaises", edits_by_hand, 4, 50),
    Line("fichier abîmé à la main, processus fils rechargé et tué", workers_replaced, 1, 20),
    Line("8 lecteurs dans une tempête de modifications", readers_in_a_storm, 25, 1_000),
    Line("64 clients muets, de trois façons", partial(slow_clients, SILENCES), 1, 3),
    Line("64 clients lents : en-têtes octet par octet", partial(slow_clients, [HEAD]), 1, 3),
    Line("64 clients lents : corps octet par octet", partial(slow_clients, [BODY]), 1, 3),
    Line("64 clients lents : réponses lues octet par octet", partial(slow_clients, [ANSWER]), 1, 2),
    Line("mille demandes que personne n’a faites : la mémoire", curious_visitors, 2, 150),
    Line("documents quelconques, relus après redémarrage", any_document, 50, 500),
    Line("PostgreSQL : deux processus, l’un ou l’autre à chaque demande", two_processes, 3, 200),
    Line("PostgreSQL : kill -9 du serveur, à deux processus", servers_of_bodies_killed, 1, 100),
    Line("PostgreSQL : kill -9 de la base sous 8 éditeurs", databases_killed, 1, 20),
    Line("PostgreSQL : bascule vers une base de secours synchrone", failovers, 1, 20),
    Line("PostgreSQL : réseau coupé, ou ses seules réponses", networks_cut, 2, 10),
    Line("PostgreSQL : un éditeur bloqué tient un organisme", stuck_editors, 1, 5),
)
