/* After a reload or « Back » from another page, the page has as many pages of results as it had, and stands at the
   same height: its entry in the browser's history says both.
   Uses byId (page.js), and htmx. */

const PLACE_DELAY_MS = 150;

/* How many pages of results to ask for, and the height to scroll to then; null when none is to come back. */
let pagesToBring = 0;
let heightToGive = null;
let placeTimer = 0;

/* After a change or a return, several pages of results come in one piece, which says how many. */
function countPages() {
  const pieces = [...document.querySelectorAll("#resultats .page")];
  return pieces.reduce((count, piece) => count + Number(piece.dataset.count ?? 1), 0);
}

function keepPlace() {
  history.replaceState({ ...history.state, pages: countPages(), height: scrollY }, "");
}

function bringPagesBack() {
  const { pages, height } = history.state ?? {};
  const isFirstPage = !new URLSearchParams(location.search).has("page");
  if (!(pages > 1 && isFirstPage)) return;
  pagesToBring = pages;
  heightToGive = height;
  askAgain();
}

if (byId("resultats")) {
  document.addEventListener("DOMContentLoaded", bringPagesBack);
  document.addEventListener("scroll", () => {
    clearTimeout(placeTimer);
    if (heightToGive === null) placeTimer = setTimeout(keepPlace, PLACE_DELAY_MS);
  });
  document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
    if (elt.id !== "resultats" || heightToGive === null) return;
    scrollTo(0, heightToGive);
    pagesToBring = 0;
    heightToGive = null;
    keepPlace();
  });
}

/* Ask for the results of the page again. */
function askAgain() {
  const filters = byId("filtres");
  htmx
    .ajax("GET", filters.action, {
      source: filters,
      target: "#resultats",
      swap: "innerHTML",
      headers: { "HX-Trigger": "actualiser" },
    })
    .catch(() => {});
}
