/* « Importer »: a rich paste keeps its links, a file can be dropped, and a reading says how far it is. */

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
