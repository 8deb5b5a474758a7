"""Taking what people decided of a review into the catalogue: one edit, and the name of its action."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.outcomes import Imported, OperationsGone, Rejected, Stale
from gersapp.catalogue.editing.take import take_import
from gersapp.catalogue.editing.typed import Completion, TypedImport
from gersapp.catalogue.history.history import History
from gersapp.reviews.items import Item, ReviewView, view_review
from gersapp.reviews.review import Review, with_added
from gersapp.schemas import load_heading_part


@dataclass(frozen=True, slots=True)
class Taking:
    """What « Ajouter » takes of a review `shown` beside `catalogue`: all that is taken, or `only_sure`.

    It is an edit for a repository. Of a catalogue that changed meanwhile, it takes what the page would show.
    """

    shown: ReviewView
    catalogue: Catalogue
    only_sure: bool = False
    typed: TypedImport = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Before the commit, which holds a lock: it takes a second for some thousands of operations.
        object.__setattr__(self, "typed", self._typed(self.shown))

    @property
    def name(self) -> str:
        """The name of the action: the same for the same things taken twice of one review."""
        taken = repr((self.shown.review.id, self.typed))
        return sha256(taken.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def __call__(
        self, catalogue: Catalogue, history: History
    ) -> Imported | Rejected | OperationsGone | Stale:
        is_new = catalogue is not self.catalogue
        typed = self._typed(view_review(self.shown.review, catalogue)) if is_new else self.typed
        return take_import(catalogue, history, typed=typed)

    def _typed(self, shown: ReviewView) -> TypedImport:
        return typed_import(shown, shown.sure if self.only_sure else shown.taken)


def typed_import(shown: ReviewView, items: Iterable[Item]) -> TypedImport:
    """Return what is committed of a review: the `items`, which have no problems, in the order of the dossier,
    with the completions that people chose, and the catalogue's own texts that it lacks."""
    items = list(items)
    completions = tuple([_completion(item) for item in shown.completing])
    used = {label for item in items for label in item.operation.audiences}
    used |= {label for completion in completions for label in completion.audiences}
    slugs = {line.into: line.slug for line in shown.audiences}
    # Those that were typed into a corrected operation come after those of the dossier.
    order = [*slugs, *(label for item in items for label in item.operation.audiences if label not in slugs)]
    # Texts alone are no import: an empty catalogue has a form for them.
    has_heading = (items or completions) and not shown.heading_problems
    heading = load_heading_part(shown.heading) if has_heading else {}
    return TypedImport(
        operations=tuple([item.typed for item in items if item.typed]),
        keys=tuple([item.key for item in items]),
        audiences=tuple([(label, slugs.get(label, "")) for label in dict.fromkeys(order) if label in used]),
        completions=completions,
        heading=tuple(heading.items()),
    )


def _completion(item: Item) -> Completion:
    match = item.completed
    if not match or not item.decision:
        raise ValueError(item.key)
    wanted = {name: value for name, value in match.missing.items() if name in item.decision.completed}
    return Completion(
        id=match.operation.id,
        revision=match.operation.revision,
        description=item.typed.description if item.typed and "description" in wanted else "",
        audiences=tuple(wanted.get("audiences", ())),
        platforms=tuple(wanted.get("platforms", ())),
        links=tuple(wanted.get("links", ())),
    )


def record_added(review: Review, shown: ReviewView, added: Mapping[str, str]) -> Review:
    """Record the ids of the operations that the items of these keys have become."""
    return with_added(review, {shown.by_key[key].place: id for key, id in added.items()})
