/* The review of an import: the keys that go from doubt to doubt, and what must survive a change of the page around
   it. */

"use strict";

const pairs = document.getElementById("paires");

/* The server tells what differs from this version of the review. */
document.addEventListener("htmx:configRequest", (event) => {
  const version = document.querySelector("#bilan [name=version]");
  if (version && event.detail.verb === "post") event.detail.parameters.version = version.value;
});

/* A form that is open, and a part that is unfolded, stay so when the page changes around them. */
let asking = null;
let openForms = [];
let openParts = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  asking = event.detail.requestConfig.elt;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  openParts.push(...[...target.querySelectorAll("details[id][open]")].map((part) => part.id));
  const forms = [...target.querySelectorAll(".editing")].filter((form) => !form.contains(asking));
  for (const form of forms) {
    const focused = form.contains(document.activeElement) ? document.activeElement : null;
    openForms.push({ form, focused });
    form.remove();
  }
});

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const id of openParts) document.getElementById(id)?.setAttribute("open", "");
  for (const { form, focused } of openForms) {
    const card = document.getElementById(form.id);
    if (!card || card === form) continue;
    for (const control of form.querySelectorAll("[autofocus]")) control.removeAttribute("autofocus");
    card.replaceWith(form);
    focused?.focus({ preventScroll: true });
  }
  openParts = [];
  openForms = openForms.filter(({ form }) => !form.isConnected);
});

/* « Ajouter » waits for what is being decided, and sends first what was typed just before. */
let changedForm = null;
let addsNext = false;

const isDeciding = () => document.querySelector(".htmx-request") !== null;

document.addEventListener("change", (event) => {
  changedForm = event.target.closest(".setting form") ?? changedForm;
});

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt === changedForm) changedForm = null;
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".add-all") || !(changedForm?.isConnected || isDeciding())) return;
  event.preventDefault();
  addsNext = true;
  changedForm?.requestSubmit();
});

document.addEventListener("htmx:afterSettle", () => {
  if (!addsNext || isDeciding()) return;
  addsNext = false;
  document.querySelector(".add-all").requestSubmit();
});

/* Alt + ↓ and Alt + ↑ go to the next and to the previous doubt; after the last comes the first, which is said. */
function goToDoubt(step) {
  const doubts = [...pairs.querySelectorAll(".doubtful")];
  const here = document.activeElement.closest(".pair");
  const isAfter = (pair) => !here || here.compareDocumentPosition(pair) & Node.DOCUMENT_POSITION_FOLLOWING;
  const isBefore = (pair) => here && here.compareDocumentPosition(pair) & Node.DOCUMENT_POSITION_PRECEDING;
  const further = step > 0 ? doubts.find(isAfter) : doubts.filter(isBefore).pop();
  const next = further ?? doubts.at(step > 0 ? 0 : -1);
  sayDoubt(further, next, here, step);
  showPair(next);
}

function sayDoubt(further, next, here, step) {
  const wrapped = step > 0 ? "Retour au premier doute." : "Retour au dernier doute.";
  const said = !next ? "Aucun doute sur cette page." : next === here ? "C’est le seul doute de cette page." : wrapped;
  document.getElementById("annonce").textContent = further || (next && !here) ? "" : said;
}

function showPair(pair) {
  if (!pair) return;
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "start" });
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  goToDoubt(event.key === "ArrowDown" ? 1 : -1);
});

/* The other pieces of an operation, elsewhere in the source, are lit with it. */
const tie = (event, isTied) => {
  const key = event.target.closest?.(".pair")?.dataset.of;
  if (!key) return;
  for (const pair of pairs.querySelectorAll(`[data-of="${CSS.escape(key)}"]`)) pair.classList.toggle("tied", isTied);
};
for (const type of ["mouseover", "focusin"]) pairs.addEventListener(type, (event) => tie(event, true));
for (const type of ["mouseout", "focusout"]) pairs.addEventListener(type, (event) => tie(event, false));
