/* The filters stand open beside the results where there is room, and fold above them elsewhere. What is ticked or
   typed in them stays, whatever answer comes before its own.
   Uses byId (page.js), askedBy, isReturn, searchIn and shownAddress (address.js). */

const wideScreen = window.matchMedia("(min-width: 56.25rem)");

function foldFilters() {
  const filters = byId("volet");
  if (filters) filters.open = wideScreen.matches;
}

foldFilters();
wideScreen.addEventListener("change", foldFilters);

/* The controls whose answer is not there yet, each with the number of its last change. */
const changedFilters = new Map();
let filterChangeCount = 0;

function noteFilterChange(control) {
  filterChangeCount += 1;
  changedFilters.set(control, filterChangeCount);
}

document.addEventListener("input", (event) => {
  if (event.target.closest("#filtres")) noteFilterChange(event.target);
});

/* A chip takes its filter away as unticking does: what else was ticked or typed meanwhile stays. */
document.addEventListener("click", (event) => {
  const chip = event.target.closest(".chips a");
  if (!chip || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const shown = askedBy(shownAddress);
  const kept = askedBy(chip.href);
  const isRemoved = ({ name, value }) => shown.getAll(name).includes(value) && !kept.getAll(name).includes(value);
  const form = byId("filtres");
  for (const control of form.querySelectorAll(":checked, #q")) {
    const isSearch = control.id === "q";
    if (chip.id !== "tout-effacer" && !(isSearch ? shown.has("q") && !kept.has("q") : isRemoved(control))) continue;
    if (isSearch) control.value = "";
    else control.checked = false;
    noteFilterChange(control);
  }
  form.requestSubmit();
});

const filterChangesAtRequest = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = event.detail;
  if (elt.closest("#filtres")) filterChangesAtRequest.set(xhr, filterChangeCount);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const sent = filterChangesAtRequest.get(event.detail.xhr);
  for (const [control, number] of changedFilters) if (number <= sent) changedFilters.delete(control);
});

/* A change of the catalogue changes no filter. */
let keepsAllFilters = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  keepsAllFilters = event.detail.requestConfig.verb === "post";
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  /* Screen readers say whatever is written to the count, even the same text. */
  const isSameCount = target.id === "compte" && fragment.textContent.trim() === target.textContent.trim();
  if (isSameCount && keepsAllFilters) event.detail.shouldSwap = false;
  if (target.id !== "champs") return;
  for (const field of fragment.querySelectorAll("input")) {
    const control = byId(field.id);
    if (!control || !(keepsAllFilters || changedFilters.has(control))) continue;
    field.checked = control.checked;
    if (changedFilters.has(control)) changedFilters.set(field, changedFilters.get(control));
    changedFilters.delete(control);
  }
});

/* Enter in the search goes to the results. */
let goesToResults = false;

document.addEventListener("submit", (event) => {
  if (event.target.id === "filtres") goesToResults = document.activeElement.id === "q";
});

/* What is typed just before may send a request in the place of that one, which is then given up. */
for (const name of ["htmx:afterOnLoad", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, ({ detail }) => {
    if (detail.elt.closest("#filtres")) goesToResults = false;
  });
}

/* From deep in the page, a filter brings the count of its results into view. */
document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  /* A proposed word takes the place of the mistyped one. */
  if (requestConfig.elt.closest(".empty")) byId("q").value = searchIn(requestConfig.path);
  const { elt, headers } = requestConfig;
  /* Results that are asked for again stay where they are, and so does a form that somebody fills in meanwhile. */
  if (!elt.closest("#filtres") || isReturn(requestConfig) || headers["HX-Trigger"] === "actualiser") return;
  if (document.activeElement.closest(".editing")) return;
  const count = byId("compte");
  if (goesToResults && document.activeElement.id === "q") count.focus({ preventScroll: true });
  const { bottom } = byId("filtres").getBoundingClientRect();
  const covered = wideScreen.matches ? 0 : Math.max(0, bottom);
  const { top } = count.getBoundingClientRect();
  if (goesToResults || top < covered) scrollBy(0, top - covered - 16);
});
