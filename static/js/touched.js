/* A change brings into view what it gives the focus to, and what an undoing has touched.
   Uses byId (page.js), topOf (place.js), measureBar (bar.js). This part comes after place.js. */

let focusBefore = null;

document.addEventListener("htmx:beforeSwap", () => {
  focusBefore = document.activeElement;
});

document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  measureBar();
  const focused = document.activeElement;
  if (focused !== focusBefore && focused.matches(".operation *")) {
    /* A form is higher than the card that it leaves. */
    const isLeft = requestConfig.elt.closest(".entry") && !focused.closest(".editing");
    const card = focused.closest(".operation");
    if (isLeft) card.scrollIntoView({ block: "nearest" });
    /* One that is higher than the room shows its title. */
    if (isLeft && topOf(card) < byId("barre").getBoundingClientRect().bottom) card.scrollIntoView();
    focused.scrollIntoView({ block: "nearest" });
  }
  showTouched();
});

const shownCards = new WeakSet();
const isInView = (card) => topOf(card) >= 0 && topOf(card) < innerHeight;

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
