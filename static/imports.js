/* « Importer »: a rich paste keeps its links, a file can be dropped; in a review, the keys that go from doubt to doubt,
   and what must survive a change of the page around it. */

"use strict";

/* -- bringing */

const field = document.getElementById("texte");
const file = document.getElementById("fichier");

/* What stands in the field because it was pasted, and its pieces as HTML. */
let pastedText = "";
let pastedPieces = [];

const LINKS_KEPT = "Collé avec ses liens.";
const LINKS_LOST = "Modifié depuis le collage : les liens derrière les mots ne viendront pas. Collez à nouveau pour les garder.";
const sayHeavy = () =>
  `Cette mise en forme dépasse ${file.dataset.limit} : les liens derrière les mots ne viendront pas. Donnez le fichier.`;

function escapeText(text) {
  const box = document.createElement("div");
  box.textContent = text;
  return box.innerHTML;
}

/* What a word processor adds for itself can be ten times as long as the text. To parse it would be to apply its
   styles, which the policy of the page refuses aloud. */
const lighten = (html) => html.replace(/<!--[\s\S]*?-->|<(script|style|xml|svg)\b[\s\S]*?<\/\1>/gi, "");

/* The HTML must be that of the whole field: a paste into what was typed is plain text. */
function keepPaste(event) {
  const html = event.clipboardData.getData("text/html");
  const text = event.clipboardData.getData("text/plain");
  const { value, selectionStart, selectionEnd } = field;
  const isAlone = selectionStart === 0 && selectionEnd === value.length;
  const isAtEnd = value === pastedText && !value.slice(selectionStart).trim();
  if (!isAlone && !isAtEnd) return;
  /* Cells of a spreadsheet are better read as text, unless links stand behind them. */
  const isCells = /\t/.test(text) && !/<a\s[^>]*href/i.test(html);
  const piece = html && !isCells ? lighten(html) : `<pre>${escapeText(text)}</pre>`;
  pastedPieces = isAlone ? [piece] : [...pastedPieces, piece];
  const isRich = pastedPieces.some((one) => !one.startsWith("<pre>"));
  setTimeout(() => {
    pastedText = field.value;
    sayPasted(isRich);
  });
}

function sayPasted(isRich) {
  const html = pastedPieces.join("\n");
  const isWhole = field.value === pastedText;
  const isHeavy = html.length > Number(file.dataset.most);
  const state = isHeavy ? sayHeavy() : isWhole ? LINKS_KEPT : LINKS_LOST;
  document.getElementById("texte-etat").textContent = isRich && field.value ? state : "";
  document.getElementById("texte-riche").value = isRich && isWhole && !isHeavy ? html : "";
}

/* Shows the message, or hides it when it is empty; returns whether there is one. */
function sayTooLong(message) {
  const state = document.getElementById("fichier-etat");
  state.hidden = !message;
  state.textContent = message;
  return Boolean(message);
}

/* The server refuses it too, but after it was sent. */
function isTooLong() {
  const [given] = file.files;
  if (given && given.size > Number(file.dataset.most)) {
    return sayTooLong(
      `Ce fichier dépasse ${file.dataset.limit} : ce sont souvent ses images. Enregistrez-le sans elles, ou collez son texte.`,
    );
  }
  const bytes = new TextEncoder().encode(field.value).length;
  if (bytes > Number(field.dataset.most)) {
    return sayTooLong(`Ce texte dépasse ${field.dataset.limit} : collez-le en plusieurs fois, ou donnez le fichier.`);
  }
  return sayTooLong("");
}

/* A document may take its time to be sent; a second click would send it twice. */
let isSent = false;

function saySent(sent) {
  isSent = sent;
  document.getElementById("lire").setAttribute("aria-disabled", String(sent));
  document.getElementById("lire-etat").textContent = sent ? "Le document est envoyé…" : "";
}

if (field) {
  const form = field.form;
  const place = file.closest(".drop");
  field.addEventListener("paste", keepPaste);
  field.addEventListener("input", () => sayPasted(pastedPieces.some((one) => !one.startsWith("<pre>"))));
  file.addEventListener("change", isTooLong);
  form.addEventListener("submit", (event) => {
    if (isTooLong() || isSent) event.preventDefault();
    else saySent(true);
  });
  /* Also when « Back » shows the page again as it was left. */
  window.addEventListener("pageshow", () => saySent(false));
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    place.classList.add("over");
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) place.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    place.classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    file.files = event.dataTransfer.files;
    file.focus();
    isTooLong();
  });
}

/* -- waiting: each new stage is said once */

document.addEventListener("htmx:afterSwap", () => {
  const said = document.getElementById("avancement-dit");
  const stage = document.getElementById("avancement")?.dataset.stage;
  if (said && stage && said.textContent !== stage) said.textContent = stage;
});

/* -- the review */

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

/* Alt + ↓ and Alt + ↑ go to the next and to the previous doubt. */
function goToDoubt(step) {
  const doubts = [...pairs.querySelectorAll(".doubtful")];
  const here = document.activeElement.closest(".pair");
  const isAfter = (pair) => !here || here.compareDocumentPosition(pair) & Node.DOCUMENT_POSITION_FOLLOWING;
  const isBefore = (pair) => here && here.compareDocumentPosition(pair) & Node.DOCUMENT_POSITION_PRECEDING;
  const next = step > 0 ? (doubts.find(isAfter) ?? doubts[0]) : (doubts.filter(isBefore).pop() ?? doubts.at(-1));
  showPair(next);
}

function showPair(pair) {
  if (!pair) return;
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: "start" });
}

if (pairs) {
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
}
