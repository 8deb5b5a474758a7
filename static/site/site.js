/* The filters of a copy of the catalogue. The address has the whole selection, as that of the catalogue has it, and
   the search reads what is typed as the catalogue does (gersapp/catalogue/search/words.py). */

"use strict";
(() => {
const byId = (id) => document.getElementById(id);
const form = byId("filtres");
const cards = [...document.querySelectorAll("#resultats .operation")];
const sections = [...document.querySelectorAll("#resultats [data-audience]")];
const boxes = [...form.querySelectorAll("[type=checkbox]")];
const title = document.title;

/* The style sheet knows by it that there is script. */
document.documentElement.classList.add("js");

/* What is searched: texts are folded, so that capitals, accents and ligatures do not count. */

const UNSEEN = "\\u00ad\\u200b-\\u200d\\u2060\\ufeff";
const LETTER = "[\\p{L}\\p{N}]";
const WORD = `${LETTER}[\\p{L}\\p{N}_\\u0300-\\u036f${UNSEEN}]*`;
const WORD_ENDS = `(?![\\p{L}\\p{N}_${UNSEEN}])`;
const DOTS = "·‧•⋅";
const ENDINGS = "(?:s|x|(?:e|ne|le|te|se|[eè]re|ve|ive|rice|ice|trice|euse|enne|onne|elle)s?)";
const MORE_DIGITS = `(?<=\\p{Nd})[ \\u00a0\\u2009\\u202f]\\p{Nd}\\p{Nd}\\p{Nd}?${WORD_ENDS}`;
const UNIT = new RegExp(`${WORD}(?:[-‐‑${DOTS}]${WORD}|\\.${ENDINGS}${WORD_ENDS}|${MORE_DIGITS})*`, "giu");
const HAS_DOT = new RegExp(`[.${DOTS}]`);
const REPLACED = new RegExp(
  "eur·(?=rice)|eu(?=r·ice)|teur·(?=trice)|eu[rx]·(?=euse)|[rx]·(?=se)|if·(?=ive)|f·(?=ve)|er·(?=ere)"
    + "|r·(?=re)|en·(?=enne)|on·(?=onne)|el·(?=elle)|·",
  "g",
);
const NAME = "[\\p{L}\\p{Nl}\\p{No}]{3,}";
const NUMBER = "\\p{Nd}{1,4}";
const APART = new RegExp(
  `(?<!\\S)(?:(${NAME}) (${NUMBER})(?! \\p{Nd})|(?<!\\p{Nd} )(${NUMBER}) (${NAME}))(?!\\S)`,
  "gu",
);
const JOINED = new RegExp(`^(?:(${NAME})(${NUMBER})|(${NUMBER})(${NAME}))$`, "u");
const MAX_WORDS = 20;

const LIGATURES = { œ: "oe", æ: "ae", ß: "ss", ς: "σ" };
const DROPPED = new RegExp(`[\\p{Mn} ${UNSEEN}]`, "gu");

function fold(word) {
  if (/^[a-z0-9]+$/i.test(word)) return word.toLowerCase();
  const plain = word.normalize("NFKD").toLowerCase().replace(/[œæßς]/g, (letter) => LIGATURES[letter]);
  return plain.normalize("NFKD").replace(DROPPED, "");
}

const foldedWords = (text) => (text.replaceAll("_", " ").match(new RegExp(WORD, "gu")) ?? []).map(fold);

/* The feminine of « acteur·rice ». */
function feminineOf([masculine, ending]) {
  return `${masculine}·${ending}`.replace(REPLACED, "").replace(/s$/, "");
}

function waysOf(unit, words) {
  if (words.length > 1 && HAS_DOT.test(unit)) return [[words[0]], [feminineOf(words)]];
  if (words.length > 1) return [words, [words.join("")]];
  const pair = JOINED.exec(words.join(""));
  return pair ? [words, pair.slice(1).filter(Boolean)] : [words];
}

function decoded(search) {
  return search.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

/* For each of its units, the words of which one list finds it. */
function readSearch(search) {
  const units = new Map();
  let room = MAX_WORDS;
  const text = decoded(search.replace(/https?:\/\//gi, "")).replace(APART, (_, ...groups) =>
    groups.slice(0, 4).filter(Boolean).join("-"));
  for (const unit of text.replaceAll("_", "\0").match(UNIT) ?? []) {
    const words = foldedWords(unit).slice(0, room);
    const ways = waysOf(unit, words);
    const key = JSON.stringify(ways);
    if (!words.length || units.has(key)) continue;
    units.set(key, ways);
    room -= words.length;
  }
  return [...units.values()];
}

const split = (text) => text.split(" ").filter(Boolean);
const givenWords = ({ dataset }) => split(dataset.words ?? "").map(fold);
const shared = givenWords(byId("resultats"));
const wordsOfBox = new Map(boxes.map((box) => [box.id, givenWords(box)]));

/* The words that find an operation: those of its card, of the addresses in it, of its filters, and further ones. */
function wordsOf(card, { audience, platform }) {
  const shown = [...card.querySelectorAll("h3, .description")].map((element) => element.textContent);
  const links = [...card.querySelectorAll("a.link")].map((link) => link.getAttribute("href"));
  const addresses = links.map((url) => decoded(url.replace(/^\w+:\/\//, "")));
  return new Set([
    ...foldedWords([...shown, ...addresses].join("\n")),
    ...givenWords(card),
    ...audience.flatMap((slug) => wordsOfBox.get(`audience-${slug}`)),
    ...platform.flatMap((slug) => wordsOfBox.get(`platform-${slug}`)),
    ...shared,
  ]);
}

const operations = new Map();
for (const card of cards) {
  const { dataset } = card;
  if (operations.has(dataset.id)) continue;
  operations.set(dataset.id, {
    card,
    audience: split(dataset.audiences),
    platform: split(dataset.platforms),
    links: card.querySelectorAll("a.link").length,
    words: null,
  });
}

/* Nobody waits for the words of all operations before the first search. */
function isFound(search, operation) {
  if (!search.length) return true;
  operation.words ??= [...wordsOf(operation.card, operation)];
  const has = (start) => operation.words.some((word) => word.startsWith(start));
  return search.every((ways) => ways.some((way) => way.every(has)));
}

/* What is said of a selection. */

const say = (number) => number.toLocaleString("fr-FR");
const counted = (number, noun) => `${say(number)} ${noun}${number < 2 ? "" : "s"}`;

function labelOf(box) {
  return box.labels[0].firstElementChild.textContent.trim();
}

function sayFound(found) {
  const links = found.reduce((sum, operation) => sum + operation.links, 0);
  return found.length ? `${counted(found.length, "opération")}, ${counted(links, "lien")}` : "Aucune opération";
}

/* The selection. */

const checkedOf = (name) => boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);
const typed = () => byId("q").value.trim().replace(/\s+/g, " ");

function queryOf() {
  const query = new URLSearchParams();
  for (const box of boxes) if (box.checked) query.append(box.name, box.value);
  if (typed()) query.append("q", typed());
  return query.toString();
}

function readAddress() {
  const query = new URLSearchParams(location.search);
  for (const box of boxes) box.checked = query.getAll(box.name).includes(box.value);
  byId("q").value = query.getAll("q").join(" ");
}

/* What is typed makes no new entry of the browser's history. */
function writeAddress(isNew) {
  const query = queryOf();
  const address = query ? `?${query}` : location.pathname;
  if (location.search === (query ? address : "")) return;
  try {
    if (isNew) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    /* Some browsers let no page of a folder change its address. */
  }
}

function show() {
  const search = readSearch(typed());
  const chosen = { audience: checkedOf("audience"), platform: checkedOf("platform") };
  const isChosen = (name, values) => !chosen[name].length || values.some((value) => chosen[name].includes(value));
  const all = [...operations.values()].filter((operation) => isFound(search, operation));
  const inAudiences = all.filter((operation) => isChosen("audience", operation.audience));
  const onPlatforms = all.filter((operation) => isChosen("platform", operation.platform));
  const found = new Set(inAudiences.filter((operation) => isChosen("platform", operation.platform)));

  for (const card of cards) card.hidden = !found.has(operations.get(card.dataset.id));
  for (const section of sections) {
    const count = section.querySelectorAll(".operation:not([hidden])").length;
    section.hidden = !count || !isChosen("audience", [section.dataset.audience]);
    section.querySelector("h2 > .n").lastChild.data = counted(count, "opération");
  }
  const counts = { audience: onPlatforms, platform: inAudiences };
  for (const box of boxes) {
    const count = counts[box.name].filter((operation) => operation[box.name].includes(box.value)).length;
    const shown = byId(`n-${box.id}`);
    shown.textContent = say(count);
    shown.className = `n${count ? (count === 1 ? " one" : "") : " zero"}`;
  }
  describe([...found], search);
}

function describe(found, search) {
  const ticked = boxes.filter((box) => box.checked);
  const labels = ticked.map(labelOf);
  if (search.length) labels.push(`«\u202f${typed()}\u202f»`);
  document.title = [labels.join(", "), title].filter(Boolean).join(" — ");
  byId("imprime").textContent = labels.length ? `Sélection\u00a0: ${labels.join(", ")}.` : "Catalogue entier.";
  byId("filtres-actifs").textContent = `${ticked.length ? ` (${ticked.length})` : ""} · ${counted(found.length, "opération")}`;
  byId("rien").hidden = found.length > 0;
  byId("avis").hidden = !typed() || search.length > 0;
  byId("avis").textContent = `Recherche ignorée\u202f: «\u202f${typed()}\u202f» ne contient ni lettre ni chiffre.`;
  /* Screen readers say whatever is written to the count, even the same text. */
  if (byId("compte").textContent !== sayFound(found)) byId("compte").textContent = sayFound(found);
  showChips(ticked, search);
}

function showChips(ticked, search) {
  const chips = ticked.map((box) => chip(labelOf(box), () => { box.checked = false; }));
  if (search.length) chips.push(chip(`«\u202f${typed()}\u202f»`, () => { byId("q").value = ""; }));
  if (chips.length) chips.push(button("clear", "Tout effacer", clear));
  byId("puces").replaceChildren(...chips);
  byId("puces").hidden = !chips.length;
}

function clear() {
  for (const box of boxes) box.checked = false;
  byId("q").value = "";
}

function chip(label, change) {
  const item = button("chip", label, change);
  const before = document.createElement("span");
  before.className = "visually-hidden";
  before.textContent = "Retirer le filtre ";
  const cross = document.createElement("span");
  cross.className = "cross";
  cross.ariaHidden = "true";
  cross.textContent = "×";
  item.firstChild.prepend(before);
  item.firstChild.append(" ", cross);
  return item;
}

/* A button of the list: it changes the selection, and leaves the focus on the count. */
function button(name, label, change) {
  const item = document.createElement("li");
  const element = document.createElement("a");
  element.className = name;
  element.href = location.pathname;
  element.textContent = label;
  element.addEventListener("click", (event) => {
    event.preventDefault();
    change();
    update(true);
    byId("compte").focus({ preventScroll: true });
  });
  item.append(element);
  return item;
}

function update(isNew) {
  show();
  writeAddress(isNew);
}

form.addEventListener("change", (event) => {
  if (event.target.type === "checkbox") update(true);
});
byId("q").addEventListener("input", () => update(false));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  byId("compte").focus();
});
addEventListener("popstate", () => {
  readAddress();
  show();
});

const wideScreen = matchMedia("(min-width: 56.25rem)");
const foldFilters = () => { byId("volet").open = wideScreen.matches; };
wideScreen.addEventListener("change", foldFilters);
foldFilters();

byId("sommaire").hidden = true;
form.hidden = false;
readAddress();
/* A browser that reloads the page brings back what was ticked, after this. */
addEventListener("pageshow", () => {
  readAddress();
  show();
});
show();
})();
