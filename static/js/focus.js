/* The focus stays with the person. An answer takes it only from where it was when the request was sent; when its
   place is gone, it moves to the nearest control that is left.
   Uses byId (page.js). */

/* Count what is typed and ticked. */
let inputCount = 0;
document.addEventListener("input", () => { inputCount += 1; });

const focusAtRequest = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  focusAtRequest.set(event.detail.xhr, { element: document.activeElement, inputCount });
});

/* Whether the person has begun something else, or typed on, since the request was sent. */
function hasMovedOn(xhr) {
  const active = document.activeElement;
  if (active === document.body) return false;
  const before = focusAtRequest.get(xhr);
  const isSamePlace = active === before.element || (active.id && active.id === before.element.id);
  return !isSamePlace || inputCount !== before.inputCount;
}

/* Return a function that gives the focus back to `element` after it was moved, or to another in its place, with
   the same selection at the same height of the window. */
function rememberFocus(element) {
  const { selectionStart, selectionEnd, selectionDirection, scrollTop } = element;
  const { top } = element.getBoundingClientRect();
  return (place = element) => {
    place.focus({ preventScroll: true });
    /* A box has no selection. */
    if (typeof selectionStart === "number") {
      place.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
    }
    place.scrollTop = scrollTop;
    window.scrollBy(0, place.getBoundingClientRect().top - top);
  };
}

let wasFocusInPage = false;

/* This listener comes before those that take forms off the page, and the focus with them. */
document.addEventListener("htmx:beforeSwap", () => {
  wasFocusInPage = document.activeElement !== document.body;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!wasFocusInPage || document.activeElement !== document.body) return;
  wasFocusInPage = false;
  const element = event.detail.elt;
  const next =
    element.id === "resultats"
      ? element.querySelector(".chips a") || byId("compte")
      : element.querySelector(".edit") || element.querySelector("a, button") || byId("contenu");
  if (next) next.focus({ preventScroll: next.id === "compte" });
});
