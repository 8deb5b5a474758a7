/* After a reload or « Back », from another page or from other filters, the page has as many pages of results as it
   had, and stands at the same height: its entry in the browser's history says both.
   Uses byId (page.js), and htmx. */

const PLACE_DELAY_MS = 150;

/* How many pages of results to ask for, and the height to scroll to then; null when nothing is to come back. */
let placeToGive = null;
let placeTimer = 0;

/* After a change or a return, several pages of results come in one piece, which says how many. */
function countPages() {
  const pieces = [...document.querySelectorAll("#resultats .page")];
  return pieces.reduce((count, piece) => count + Number(piece.dataset.count ?? 1), 0);
}

/* The pages to have after an answer. */
const pagesToHave = () => placeToGive?.pages ?? Math.max(1, countPages());

function keepPlace() {
  history.replaceState({ ...history.state, pages: countPages(), height: scrollY }, "");
}

/* What the present entry of the history says of its place; its scrolling says nothing until that is given. */
function readPlace() {
  clearTimeout(placeTimer);
  const { pages, height } = history.state ?? {};
  const isFirstPage = !new URLSearchParams(location.search).has("page");
  placeToGive = pages && isFirstPage ? { pages, height } : null;
}

function bringPagesBack() {
  readPlace();
  if (placeToGive?.pages > 1) askAgain();
  else placeToGive = null;
}

/* The requests whose answers are to give a place, by what they were configured as. */
const placesAsked = new WeakMap();

if (byId("resultats")) {
  document.addEventListener("DOMContentLoaded", bringPagesBack);
  document.addEventListener("scroll", () => {
    clearTimeout(placeTimer);
    if (placeToGive === null) placeTimer = setTimeout(keepPlace, PLACE_DELAY_MS);
  });
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history: update } }) => {
    if (update.type === "push") keepPlace();
  });
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!placeToGive || detail.elt.id !== "filtres") return;
    placesAsked.set(detail, placeToGive);
    if (placeToGive.pages > 1) detail.headers["HX-Trigger"] = "actualiser";
  });
  document.addEventListener("htmx:afterSettle", ({ detail: { elt, requestConfig, xhr } }) => {
    const place = placesAsked.get(requestConfig);
    if (elt.id !== "resultats" || place !== (placeToGive ?? undefined)) return;
    placeToGive = null;
    if (place && xhr.status < 400 && !document.activeElement.closest(".editing")) scrollTo(0, place.height);
    keepPlace();
  });
  document.addEventListener("htmx:afterRequest", ({ detail: { requestConfig } }) => {
    if (placesAsked.get(requestConfig) === placeToGive) placeToGive = null;
  });
}

/* Ask for the results of the page again. */
function askAgain() {
  const filters = byId("filtres");
  htmx
    .ajax("GET", filters.getAttribute("hx-get"), {
      source: filters,
      target: "#resultats",
      swap: "innerHTML",
      headers: { "HX-Trigger": "actualiser" },
    })
    .catch(() => {});
}
