/* A change leaves in its place what the person looks at, and brings into view what an undoing has touched.
   Uses byId (page.js), measureBar (bar.js). */

const topOf = (element) => element.getBoundingClientRect().top;
const isInView = (card) => topOf(card) >= 0 && topOf(card) < innerHeight;

/* What is to stay, as [id, top]; the first that is still there will. The card that asks stays under the
   pointer; otherwise what comes before the change stays, and what comes after it follows. */
function findPlaces(asking) {
  const cards = [...document.querySelectorAll(".operation")];
  const below = cards.filter((card) => topOf(card) >= 0);
  const above = cards[cards.length - below.length - 1] || byId("resultats");
  return [asking, above, ...below].filter(Boolean).map((element) => [element.id, topOf(element)]);
}

function restorePlaces(places) {
  const [id, top] = places.find(([id]) => byId(id)) ?? [];
  if (id) scrollBy(0, topOf(byId(id)) - top);
}

function keepPlaces(change) {
  const places = findPlaces();
  change();
  restorePlaces(places);
}

let placesBefore = [];
let focusBefore = null;

/* New filters are another page, which is seen from where the person is. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt } = event.detail.requestConfig;
  placesBefore = elt.closest(".filters, .chips") ? [] : findPlaces(elt.closest(".operation"));
  focusBefore = document.activeElement;
});

document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  measureBar();
  restorePlaces(placesBefore);
  placesBefore = [];
  const focused = document.activeElement;
  if (focused !== focusBefore && focused.matches(".operation *")) {
    /* A form is higher than the card that it leaves. */
    const isLeft = requestConfig.elt.closest(".entry") && !focused.closest(".editing");
    if (isLeft) focused.closest(".operation").scrollIntoView({ block: "nearest" });
    focused.scrollIntoView({ block: "nearest" });
  }
  showTouched();
});

const shownCards = new WeakSet();

function showTouched() {
  const cards = [...document.querySelectorAll(".touched")].filter((card) => !shownCards.has(card));
  const card = cards.find(isInView) || cards[0];
  if (!card) return;
  for (const touched of cards) shownCards.add(touched);
  card.scrollIntoView({ block: "nearest" });
  /* The bar may stand in front of it. */
  const covered = byId("barre").getBoundingClientRect().bottom + 10 - topOf(card);
  if (covered > 0) scrollBy(0, -covered);
}
