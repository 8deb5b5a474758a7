"""`gersapp.catalogue.editing.take`: what a dossier proposes, added and completed as one action."""

from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import rename_audience
from gersapp.catalogue.editing.delete import restore_operation
from gersapp.catalogue.editing.outcomes import Imported, OperationsGone, Problem, Rejected, Stale
from gersapp.catalogue.editing.take import take_import
from gersapp.catalogue.editing.typed import Completion, TypedImport, TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import MAX_AUDIENCES, MAX_LINKS, Audience, Heading, Link, Operation
from gersapp.web.french_history import describe_revisions, name_undo
from tests.support.editing import Desk, content_of, put

ADULTS = Audience("adultes", "Adultes")
TIPS = Operation("tips", "Tips du jour", "", ("adultes",), ("facebook",), (Link("https://gers.fr/tips"),))
IMPORT = Act("Jeanne", Cause.IMPORT, source="dossier.docx")


@pytest.fixture
def desk() -> Desk:
    return Desk(Catalogue.of(Heading("Catalogue", audiences=(ADULTS,)), [TIPS]))


def new(title: str, *audiences: str) -> TypedOperation:
    return TypedOperation(title=title, audiences=audiences or ("Adultes",))


def taken(*operations: TypedOperation, **values: object) -> TypedImport:
    labels = dict.fromkeys(label for operation in operations for label in operation.audiences)
    audiences = tuple([(label, "") for label in labels])
    return TypedImport(**{"operations": operations, "audiences": audiences, **values})  # type: ignore[arg-type]  # its fields


def take(desk: Desk, typed: TypedImport) -> Imported:
    outcome = take_import(desk.catalogue, desk.history, typed=typed)
    assert isinstance(outcome, Imported)
    return outcome


def lacking(**values: object) -> Completion:
    return Completion(**{"id": "tips", "revision": TIPS.revision, **values})  # type: ignore[arg-type]  # its fields


def test_operations_are_added_at_the_end_in_order(desk: Desk) -> None:
    outcome = take(desk, taken(new("Recettes"), new("Concours"), new("Recettes")))
    assert outcome.added == ("recettes", "concours", "recettes-2")
    desk.commit(outcome.change)
    assert list(desk.catalogue.operations) == ["tips", "recettes", "concours", "recettes-2"]


def test_new_audiences_follow_those_of_the_catalogue(desk: Desk) -> None:
    outcome = take(desk, taken(new("Jazz", "Enfants", "ADULTES"), new("Film", "Tout public", "Enfants")))
    assert outcome.audiences == ("Enfants", "Tout public")
    desk.commit(outcome.change)
    assert [one.label for one in desk.catalogue.heading.audiences] == ["Adultes", "Enfants", "Tout public"]
    assert desk.catalogue.get("jazz").audiences == ("adultes", "enfants")
    assert desk.catalogue.get("film").audiences == ("enfants", "tout-public")


def test_an_audience_is_followed_under_its_new_name(desk: Desk) -> None:
    typed = taken(new("Jazz", "Adultes"), audiences=(("Adultes", "adultes"),))
    desk.edit(lambda draft: draft.set_audiences([Audience("adultes", "Grands")]))
    desk.commit(take(desk, typed).change)
    assert desk.catalogue.get("jazz").audiences == ("adultes",)
    assert [one.label for one in desk.catalogue.heading.audiences] == ["Grands"]


def test_only_empty_texts_of_the_catalogue_are_set(desk: Desk) -> None:
    typed = taken(new("Jazz"), heading=(("title", "Autre"), ("introduction", "Bienvenue.")))
    outcome = take(desk, typed)
    assert outcome.heading == ("introduction",)
    desk.commit(outcome.change)
    heading = desk.catalogue.heading
    assert (heading.title, heading.introduction) == ("Catalogue", "Bienvenue.")


def test_an_operation_gets_what_it_lacks_and_keeps_the_rest(desk: Desk) -> None:
    completion = lacking(
        description="Des astuces.",
        audiences=("Enfants",),
        platforms=("instagram",),
        links=("https://gers.fr/tips#", "https://gers.fr/suite"),
    )
    desk.commit(take(desk, taken(completions=(completion,), audiences=(("Enfants", ""),))).change)
    operation = desk.catalogue.get("tips")
    assert operation.description == "Des astuces."
    assert operation.audiences == ("adultes", "enfants")
    assert operation.platforms == ("facebook", "instagram")
    assert [link.url for link in operation.links][0 :: len(operation.links) - 1] == [
        "https://gers.fr/tips",
        "https://gers.fr/suite",
    ]


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (taken(new("Jazz"), completions=(lacking(revision="0"),)), Stale(("tips",))),
        (taken(new("Jazz"), completions=(lacking(id="gone"),)), OperationsGone(("gone",))),
        (
            taken(new("Jazz", *[f"Cible {n}" for n in range(MAX_AUDIENCES)])),
            Rejected("audiences", Problem.TOO_MANY_AUDIENCES),
        ),
        (
            taken(completions=(lacking(links=tuple([f"https://gers.fr/{n}" for n in range(MAX_LINKS)])),)),
            Rejected("links", Problem.TOO_MANY_LINKS, (str(MAX_LINKS + 1),)),
        ),
        (
            taken(completions=(lacking(platforms=tuple([f"Réseau {n}" for n in range(21)])),)),
            Rejected("networks", Problem.TOO_MANY_NETWORKS, ("21",)),
        ),
    ],
)
def test_a_refusal_takes_nothing(desk: Desk, typed: TypedImport, refusal: object) -> None:
    assert take_import(desk.catalogue, desk.history, typed=typed) == refusal


def test_one_undoing_takes_the_whole_import_back(desk: Desk) -> None:
    completion = lacking(description="Des astuces.")
    typed = taken(new("Jazz", "Enfants"), new("Film"), completions=(completion,))
    name = desk.do(partial(take_import, typed=typed), IMPORT)
    desk.do(partial(undo_action, name=name))
    assert list(desk.catalogue.operations.values()) == [TIPS]
    assert desk.catalogue.trash.keys() == {"jazz", "film"}


def labels(desk: Desk) -> list[str]:
    return [audience.label for audience in desk.catalogue.heading.audiences]


def test_undoing_takes_the_new_audiences_back_too(desk: Desk) -> None:
    before = content_of(desk.catalogue)
    name = desk.do(partial(take_import, typed=taken(new("Jazz", "Enfants", "Adultes"), new("Film"))), IMPORT)
    imported = content_of(desk.catalogue)
    undoing = desk.do(partial(undo_action, name=name), Act(cause=Cause.UNDO, of=name))
    assert labels(desk) == ["Adultes"]
    assert content_of(desk.catalogue)[:2] == before[:2]
    desk.do(partial(undo_action, name=undoing), Act(cause=Cause.UNDO, of=undoing))
    assert content_of(desk.catalogue) == imported


def test_an_operation_restored_later_has_its_audiences(desk: Desk) -> None:
    name = desk.do(partial(take_import, typed=taken(new("Jazz", "Enfants"), new("Film"))), IMPORT)
    desk.do(partial(undo_action, name=name), Act(cause=Cause.UNDO, of=name))
    desk.do(partial(restore_operation, id="jazz"))
    assert labels(desk) == ["Adultes", "Enfants"]
    assert desk.catalogue.get("jazz").audiences == ("enfants",)


@pytest.mark.parametrize("since", ["used", "used in the trash", "renamed"])
def test_undoing_leaves_an_audience_that_served_since(desk: Desk, since: str) -> None:
    name = desk.do(partial(take_import, typed=taken(new("Jazz", "Enfants", "Tout public"))), IMPORT)
    if since == "renamed":
        desk.do(partial(rename_audience, slug="enfants", label="Petits"))
    else:
        desk.edit(lambda draft: put(draft, "tips", audiences=("adultes", "enfants")))
    if since == "used in the trash":
        desk.edit(lambda draft: draft.delete({"tips"}))
    desk.do(partial(undo_action, name=name))
    assert labels(desk) == ["Adultes", "Petits" if since == "renamed" else "Enfants"]
    assert desk.catalogue.trash["jazz"].operation.audiences == ("enfants",)


def test_an_import_is_told_with_its_file(desk: Desk) -> None:
    typed = taken(new("Jazz", "Enfants"), new("Film"), completions=(lacking(description="Des astuces."),))
    name = desk.do(partial(take_import, typed=typed), IMPORT)
    action = desk.history.action(name)
    assert action
    assert describe_revisions(action.revisions, {}, {}) == (
        "2 opérations importées de « dossier.docx », 1 opération complétée, cible « Enfants » ajoutée"
    )
    assert name_undo(action.revisions, {}, again=False) == "Défaire l’import de 3 opérations"


def test_a_pasted_text_has_no_file_to_name(desk: Desk) -> None:
    name = desk.do(partial(take_import, typed=taken(new("Jazz"))), Act("Jeanne", Cause.IMPORT))
    action = desk.history.action(name)
    assert action
    assert describe_revisions(action.revisions, {}, {}) == "1 opération importée d’un texte collé"


def test_a_title_that_was_erased_lends_no_id(desk: Desk) -> None:
    desk.edit(lambda draft: put(draft, "tips", title="Autre"))
    assert take(desk, taken(new("Tips"))).added == ("tips-2",)
