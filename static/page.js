/* What htmx does not do: keys, the fold of the filters, and that nothing typed or focused is lost. */
"use strict";

const find = (id) => document.getElementById(id);
const root = document.documentElement;
root.classList.add("js");

/* The filters stand open beside the results where there is room, and fold above them elsewhere. */
const wide = window.matchMedia("(min-width: 56.25rem)");
const fold = () => {
  const panel = find("volet");
  if (panel) panel.open = wide.matches;
};
fold();
wide.addEventListener("change", fold);

/* Say something in the quiet bar, with a way on when there is one. */
function say(text, label, act) {
  const bar = find("barre");
  if (!bar) return;
  const line = document.createElement("p");
  line.className = "message";
  line.textContent = text;
  bar.replaceChildren(line);
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.id = "reprendre";
    button.textContent = label;
    button.addEventListener("click", act, { once: true });
    bar.append(button);
  }
}

/* A form that was typed in, until it is saved. */
const touched = new WeakSet();
document.addEventListener("input", (event) => {
  const entry = event.target.closest(".editing");
  if (entry) touched.add(entry);
});
/* Who goes on typing in a field that somebody else changed too means their own version to stay. */
document.addEventListener("input", (event) => {
  const field = event.target.closest(".field");
  const mine = field && !event.target.closest(".conflict") && field.querySelector(".conflict [value=mine]");
  if (mine) mine.checked = true;
});
let leaving = false;
document.addEventListener("submit", (event) => {
  leaving = event.target.matches(".entry") && !event.target.hasAttribute("hx-post");
});
window.addEventListener("beforeunload", (event) => {
  const open = [...document.querySelectorAll(".editing")].some((entry) => touched.has(entry));
  if (open && !leaving) event.preventDefault();
});

/* Put a form that was taken off the page back on it, in the place of its card or above all. */
function putBack(entry) {
  for (const part of entry.querySelectorAll("[autofocus]")) part.removeAttribute("autofocus");
  /* A visitor's card, as one gets it once the session has ended, has no id but the address of its page. */
  const address = entry.querySelector("form").getAttribute("action");
  const title = document.querySelector(`.operation h3 a[href="${address}"]`);
  const card = find(entry.id) || (title && title.closest(".operation"));
  if (entry.id === "nouvelle") find("ajout").replaceChildren(entry);
  else if (card) card.replaceWith(entry);
  else find("resultats").prepend(entry);
}

function offerBack(entry) {
  if (!touched.has(entry)) return;
  say("Saisie abandonnée, rien n’est enregistré.", "Reprendre la saisie", () => {
    putBack(entry);
    find("barre").replaceChildren();
    entry.querySelector("input:not([type=hidden]), textarea").focus();
  });
}

/* A form of an addition has no card to give its place back to. */
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("#ajout .cancel");
  if (cancel) {
    event.preventDefault();
    const entry = cancel.closest(".editing");
    entry.remove();
    const add = document.querySelector(".add a");
    if (add) add.focus();
    offerBack(entry);
  }
  if (event.target.closest(".dismiss")) {
    find("alerte").replaceChildren();
    (before && before.isConnected ? before : find("contenu")).focus({ preventScroll: true });
  }
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".entry");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.querySelector(".cancel").click();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

/* An answer that replaces results, or gives a card back, must not take what is being typed with it. */
let waiting = [];
let lost = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, xhr } = event.detail;
  const asker = requestConfig.elt;
  lost = target.contains(document.activeElement);
  if (target.id === "resultats") {
    waiting = [...target.querySelectorAll(".editing")].filter((entry) => !entry.contains(asker));
    for (const entry of waiting) entry.remove();
  } else if (asker.matches(".cancel") && xhr.status < 400 && requestConfig.verb === "get") {
    const stand = document.createElement("div");
    target.replaceWith(stand);
    event.detail.target = stand;
    setTimeout(() => offerBack(target));
  }
});
/* An answer that has nothing to say does not take away what can still be resumed. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.id === "barre" && !fragment.textContent.trim() && find("reprendre")) event.detail.shouldSwap = false;
});
document.addEventListener("htmx:afterSwap", (event) => {
  for (const entry of waiting) putBack(entry);
  waiting = [];
  /* Results that came anew have what was offered. */
  if (event.detail.target.id === "resultats" && find("nouvelles")) {
    if (find("nouvelles").contains(document.activeElement)) find("compte").focus({ preventScroll: true });
    delete find("nouvelles").dataset.state;
    offer("");
  }
  /* What was said of the change before is not of this one. */
  if (event.detail.xhr.status === 422 && !document.querySelector("#barre form")) find("barre").replaceChildren();
  /* A form that comes back refused holds what was typed, though nobody has typed in this copy of it. */
  for (const errors of document.querySelectorAll(".editing .errors")) touched.add(errors.closest(".editing"));
});

/* Ticked operations: as one in all the sections that they stand in, and still ticked when results come anew. */
const picked = new Set();
const boxes = () => [...document.querySelectorAll("#resultats .pick input")];
const ticked = () => new Set(boxes().flatMap((box) => (box.checked ? box.value : [])));
let lastBox = null;
function count() {
  const many = ticked().size;
  const line = find("coches");
  let text = many === 1 ? "1 opération cochée" : `${many.toLocaleString("fr-FR")} opérations cochées`;
  if (!many) text = line.textContent && "Aucune opération cochée";
  /* What is the same is not to be heard again. */
  if (line.textContent === text) return;
  line.textContent = text;
  find("coches-dit").textContent = text;
}
function tick(ids) {
  picked.clear();
  for (const id of ids) picked.add(id);
  for (const box of boxes()) box.checked = picked.has(box.value);
  count();
}
if (find("lot")) {
  tick(ticked());
  document.addEventListener("change", (event) => {
    if (event.target.closest(".pick, #lot")) find("lot-refus").replaceChildren();
    const box = event.target.closest(".pick input");
    if (!box) return;
    lastBox = box;
    const ids = new Set(picked);
    if (box.checked) ids.add(box.value);
    else ids.delete(box.value);
    tick(ids);
  });
  find("tout-cocher").addEventListener("click", () => tick(boxes().map((box) => box.value)));
  find("tout-decocher").addEventListener("click", () => {
    tick([]);
    (lastBox && lastBox.isConnected ? lastBox : find("compte")).focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".pick input:checked")) return;
    event.preventDefault();
    find("lot-valeur").focus();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "lot") event.detail.parameters.op = [...ticked()];
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig, xhr } = event.detail;
    if (target.id === "lot-refus") return;
    /* What was to be done is done; a card whose form stands in its place keeps its tick. */
    const isDone = requestConfig.elt.id === "lot" && xhr.status < 400;
    if (isDone) find("lot-refus").replaceChildren();
    const there = target.id === "resultats" ? new Set(boxes().map((box) => box.value)) : picked;
    tick(isDone ? [] : [...picked].filter((id) => there.has(id)));
  });
}

/* The focus stays where it was; where that is gone, it goes to the nearest thing left. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (!lost || document.activeElement !== document.body) return;
  lost = false;
  const settled = event.detail.elt;
  const next =
    settled.id === "resultats"
      ? settled.querySelector(".chips a") || find("compte")
      : settled.querySelector(".edit") || settled.querySelector("a, button") || find("contenu");
  if (next) next.focus({ preventScroll: next.id === "compte" });
});

/* What others changed: asked for while the page is looked at, offered, and never under the hands of somebody
   who types. */
/* A little less than twenty seconds, so that the fourth turn is one. */
const NEWS_EVERY = 19_500;
const NEWS_TURN = 5_000;
let asked = Date.now();
let offered = "";
function offer(news) {
  /* What is the same is not to be heard again. */
  if (news === offered) return;
  offered = news;
  const box = find("nouvelles");
  const had = box.contains(document.activeElement);
  box.innerHTML = news;
  htmx.process(box);
  if (had && find("actualiser")) find("actualiser").focus({ preventScroll: true });
}
const types = () => document.activeElement.matches("input:not([type=checkbox], [type=radio]), textarea, select");
async function ask() {
  if (document.hidden || types() || Date.now() - asked < NEWS_EVERY || !find("etat")) return;
  asked = Date.now();
  const { seen, state } = find("etat").dataset;
  const answer = await fetch(`/news?seen=${seen}`, {
    headers: { "If-None-Match": `W/"${find("nouvelles").dataset.state || state}"` },
    cache: "no-store",
  }).catch(() => null);
  if (!answer || answer.status !== 200) return;
  const news = (await answer.text()).trim();
  /* Meanwhile the results may have come anew, or somebody may have begun to type. */
  if (!find("etat") || find("etat").dataset.seen !== seen || types()) return;
  find("nouvelles").dataset.state = answer.headers.get("ETag").slice(3, -1);
  offer(news);
}
if (find("nouvelles")) {
  setInterval(ask, NEWS_TURN);
  document.addEventListener("visibilitychange", ask);
}

/* A change, and what was offered, answer with as many pages of results as stand on the page. What a button
   of a form changes counts as typed. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "post" || event.detail.elt.id === "actualiser") {
    event.detail.parameters.pages = String(Math.max(1, document.querySelectorAll(".page").length));
  }
  if (event.detail.verb === "post") {
    const entry = event.detail.elt.closest(".editing");
    if (entry) touched.add(entry);
    if (find("etat")) event.detail.parameters.seen = find("etat").dataset.seen;
  }
});

/* A session that ended takes nothing that was typed with it: htmx would leave for the form. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  const open = [...document.querySelectorAll(".editing")].some((entry) => touched.has(entry));
  if (xhr.status !== 401 || !open) return;
  event.preventDefault();
  alarm("Votre session est terminée, votre saisie est toujours là : connectez-vous, puis recommencez.", {
    label: "Se connecter dans un nouvel onglet",
    href: xhr.getResponseHeader("HX-Redirect"),
  });
  /* Who asked for something is led to the way out; who is still typing is not disturbed. */
  if (!requestConfig.elt.matches("textarea")) document.querySelector("#alerte a").focus();
});

/* What had the focus when an alarm came: « Fermer » gives it back. */
let before = null;
function alarm(text, way) {
  const here = document.activeElement;
  if (!find("alerte").contains(here)) before = here === document.body ? null : here;
  const box = document.createElement("div");
  box.className = "alert";
  const line = document.createElement("p");
  line.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dismiss";
  button.textContent = "Fermer";
  box.append(line, button);
  if (way) {
    const link = document.createElement("a");
    link.textContent = way.label;
    link.href = way.href;
    link.target = "_blank";
    link.rel = "noopener";
    line.append(" ", link);
  }
  find("alerte").replaceChildren(box);
}
const silence = "Le site ne répond pas. Vérifiez votre connexion et réessayez : votre saisie est toujours là.";
document.addEventListener("htmx:sendError", () => alarm(silence));
document.addEventListener("htmx:timeout", () => alarm(silence));
document.addEventListener("htmx:afterOnLoad", (event) => {
  if (event.detail.xhr.status >= 400) return;
  find("alerte").replaceChildren();
  before = null;
});
