/* The address, the filters and the results say the same: « Back » brings the results of the address that it leads
   to, and when an answer does not come, the filters and the address go back to those of the results.
   Uses byId (page.js), changedFilters (filters.js), readPlace (stay.js), and htmx. */

const filterForm = byId("filtres");

const addressNow = () => location.pathname + location.search;

/* The address of the results on the page. */
let shownAddress = addressNow();
/* The address that « Back » leads to, until an answer comes; or null. */
let returningTo = null;

const askedBy = (address) => new URL(address, location).searchParams;
const searchIn = (address) => askedBy(address).getAll("q").join(" ");

function setTicks(address) {
  for (const box of filterForm.querySelectorAll("[type=checkbox]")) {
    box.checked = askedBy(address).getAll(box.name).includes(box.value);
  }
}

/* htmx would load the page again, which somebody who is typing may refuse. */
window.addEventListener(
  "popstate",
  (event) => {
    if (!filterForm) return;
    event.stopImmediatePropagation();
    /* A link within the page makes an entry of the history too. */
    if (addressNow() === shownAddress && returningTo === null) return;
    returningTo = addressNow();
    readPlace();
    setTicks(returningTo);
    byId("q").value = searchIn(returningTo);
    htmx.trigger(filterForm, "submit", { isReturn: true });
  },
  true,
);

const isReturn = (requestConfig) => Boolean(requestConfig.triggeringEvent?.detail?.isReturn);

/* The address itself is asked for: it may hold what the fields cannot say. */
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!isReturn(detail)) return;
  detail.path = returningTo;
  detail.parameters = {};
});

document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
  const { history, requestConfig } = detail;
  if (isReturn(requestConfig) || history.path === addressNow()) history.type = "replace";
});

/* What programs find in the head, a reader of feeds for instance, is of the results on the page too. */
function nameInHead(address) {
  for (const link of document.head.querySelectorAll("[rel=alternate], [rel=canonical]")) {
    const named = new URL(link.href);
    named.search = new URL(address, location).search;
    link.href = named;
  }
}

for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory"]) {
  document.addEventListener(name, ({ detail }) => {
    shownAddress = detail.path;
    nameInHead(shownAddress);
  });
}

/* After an answer, the results are those that were asked for; without one, they are still the former ones. A text
   that was typed stays, to be sent again. */
function keepToResults({ detail }) {
  if (!filterForm?.contains(detail.elt)) return;
  setTicks(shownAddress);
  const search = byId("q");
  const isReturned = isReturn(detail.requestConfig) && search.value === searchIn(returningTo);
  const isTyped = changedFilters.has(search) || (search.value && !isReturned);
  if (!isTyped) search.value = searchIn(shownAddress);
  returningTo = null;
  if (addressNow() !== shownAddress) history.replaceState(history.state, "", shownAddress);
}

for (const name of ["htmx:afterOnLoad", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, keepToResults);
}
