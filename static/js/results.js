/* New results leave the open forms alone that stand among the old ones. Results that are older than what the page
   has been told since are asked for again.
   Uses byId and isAboutForm (page.js), rememberFocus (focus.js), putBack (forms.js),
   addressNow and shownAddress (address.js), askAgain (stay.js). */

let formsToPutBack = [];
let restoreFocus = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "resultats") return;
  const forms = [...target.querySelectorAll(".editing")];
  formsToPutBack = forms.filter((form) => !form.contains(requestConfig.elt));
  const focused = document.activeElement;
  if (formsToPutBack.some((form) => form.contains(focused))) restoreFocus = rememberFocus(focused);
  for (const form of formsToPutBack) form.remove();
});

document.addEventListener("htmx:afterSwap", () => {
  for (const form of formsToPutBack) putBack(form);
  formsToPutBack = [];
  restoreFocus?.();
  restoreFocus = null;
});

/* The address of the page, and the number of changes that it had been told of, when a request was sent. */
const pageAtRequest = new WeakMap();
let changeCount = 0;
let isLate = false;
let keepsBar = false;

document.addEventListener("htmx:beforeRequest", (event) => {
  pageAtRequest.set(event.detail.xhr, { address: addressNow(), changeCount });
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, xhr } = event.detail;
  const before = pageAtRequest.get(xhr);
  const isChange = requestConfig.verb === "post" && xhr.status < 300 && !isAboutForm(requestConfig.elt);
  const isAtOtherAddress = isChange && before.address !== addressNow();
  const isBeforeChange = before.changeCount !== changeCount;
  isLate = target.id === "resultats" && (isAtOtherAddress || isBeforeChange);
  keepsBar = requestConfig.verb === "get" && isBeforeChange;
  if (isChange) changeCount += 1;
  /* The results are those of the page that made the change. */
  if (isChange && target.id === "resultats") shownAddress = before.address;
});

/* A filter empties the bar, but for the way back of a change that was made meanwhile. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (keepsBar && event.detail.target.id === "barre") event.preventDefault();
});

/* Not before htmx is done with the answer: it would queue this request, and report its failure as an error. */
document.addEventListener("htmx:afterOnLoad", () => {
  if (isLate) queueMicrotask(askAgain);
  isLate = false;
});
