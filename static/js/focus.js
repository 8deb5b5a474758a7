/* The focus stays in its place when htmx replaces a part of the page; if its place is gone, it moves to the
   nearest control that is left.
   Uses byId (page.js). */

let isFocusReplaced = false;

/* This listener comes before those that take forms off the page, and the focus with them. */
document.addEventListener("htmx:beforeSwap", (event) => {
  isFocusReplaced = event.detail.target.contains(document.activeElement);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!isFocusReplaced || document.activeElement !== document.body) return;
  isFocusReplaced = false;
  const element = event.detail.elt;
  const next =
    element.id === "resultats"
      ? element.querySelector(".chips a") || byId("compte")
      : element.querySelector(".edit") || element.querySelector("a, button") || byId("contenu");
  if (next) next.focus({ preventScroll: next.id === "compte" });
});
