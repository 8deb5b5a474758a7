/* A change leaves in its place what the person looks at.
   Uses byId (page.js). */

const topOf = (element) => element.getBoundingClientRect().top;

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

/* New filters are another page: filters.js says what is seen of it. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt } = event.detail.requestConfig;
  placesBefore = elt.closest(".filters, .chips") ? [] : findPlaces(elt.closest(".operation"));
});

document.addEventListener("htmx:afterSettle", () => {
  restorePlaces(placesBefore);
  placesBefore = [];
});
