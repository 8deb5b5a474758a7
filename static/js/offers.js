/* Offers to resume what was typed and not saved: the drafts of former pages, and the forms that were set aside on
   this one.
   Uses byId (page.js), editor, forgetItem and readDrafts (storage.js), markTyped and typedForms (typing.js),
   draftKeyOf, draftKeys, readForm and sentForms (drafts.js), findCard and putBack (forms.js), and htmx. */

/* Forms that were taken off the page, by the key of their draft. */
const formsAside = new Map();

function putAside(editing) {
  if (!typedForms.has(editing)) return;
  forgetItem(draftKeyOf(editing));
  formsAside.set(draftKeyOf(editing), editing);
}

function setAside(editing) {
  putAside(editing);
  showOffers();
}

function listOffers() {
  const openKeys = new Set([...document.querySelectorAll(".editing")].map((editing) => draftKeys.get(editing)));
  const drafts = readDrafts().filter((draft) => draft.editor === editor && !openKeys.has(draft.key));
  return [
    ...[...formsAside].map(([key, editing]) => ({
      key,
      editing,
      text: describeState(sentForms.has(editing), "Saisie abandonnée, rien n’est enregistré"),
    })),
    ...drafts.map((draft) => ({
      key: draft.key,
      draft,
      text: describeState(draft.isSent, "Saisie interrompue, non enregistrée"),
    })),
  ];
}

const describeState = (isSent, state) => (isSent ? "Saisie envoyée, enregistrement non confirmé" : state);

function describeFields(fields) {
  const title = fields.find(([name]) => name === "title")[1].trim();
  if (!title) return ".";
  return `\u202f: ${/^«.*»$/.test(title) ? title : `«\u202f${title}\u202f»`}.`;
}

function showOffers() {
  const region = byId("saisies");
  if (!region) return;
  const offers = listOffers();
  /* Screen readers say whatever is written here, even the same text. */
  const keys = offers.map(({ key }) => key).join("\n");
  if (region.dataset.keys === keys) return;
  region.dataset.keys = keys;
  region.replaceChildren(...offers.map(makeOffer));
}

function makeOffer({ key, editing, draft, text }, index) {
  const { fields } = draft ?? readForm(editing);
  const message = document.createElement("p");
  message.id = `saisie-${index}`;
  message.textContent = text + describeFields(fields);
  const offer = document.createElement("div");
  offer.append(
    message,
    makeButton("Reprendre la saisie", message.id, (event) => {
      if (editing) resumeForm(key, editing);
      else resumeDraft(draft, event.target);
    }),
    makeButton("Oublier", message.id, () => dropOffer(key)),
  );
  return offer;
}

function makeButton(label, describedBy, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-describedby", describedBy);
  button.addEventListener("click", act);
  return button;
}

function dropOffer(key) {
  formsAside.delete(key);
  forgetItem(key);
  showOffers();
  (byId("saisies").querySelector("button") || byId("contenu")).focus({ preventScroll: true });
}

function resumeForm(key, editing) {
  formsAside.delete(key);
  putBack(editing);
  markTyped(editing);
  showOffers();
  editing.querySelector("input:not([type=hidden]), textarea:not(.prose)").focus();
}

/* The server makes the form of a draft, here in its place, or on a page of its own. */
function resumeDraft({ key, address, fields }, button) {
  const sent = [...fields, ["action", "resume"]];
  const place = placeOf(address, fields);
  if (!place) return sendOnPage(address, sent);
  const values = {};
  for (const [name, value] of sent) (values[name] ??= []).push(value);
  button.dataset.key = key;
  const swap = place.id === "ajout" ? "innerHTML" : "outerHTML";
  return htmx
    .ajax("POST", address, { source: button, target: place, swap, values })
    .then(showOffers, showOffers);
}

/* The element that the form of a draft takes the place of; none when its place is on another page. */
function placeOf(address, fields) {
  const open = [...document.querySelectorAll(".editing")].find((editing) => readForm(editing).address === address);
  if (open) return open.querySelector("form[hx-post]") && emptyPlaceOf(open);
  const names = fields.map(([name]) => name);
  if (names.includes("submission")) return byId("ajout");
  if (names.includes("introduction")) return byId("resultats") && byId("entete");
  return findCard(address);
}

/* An open form stays as it is, to be resumed in its turn. */
function emptyPlaceOf(editing) {
  const place = document.createElement(editing.tagName);
  place.id = editing.id;
  editing.replaceWith(place);
  putAside(editing);
  return place;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = event.detail;
  const { key } = requestConfig.elt.dataset;
  const editing = key && (elt.matches(".editing") ? elt : elt.querySelector(".editing"));
  if (!editing) return;
  draftKeys.set(editing, key);
  markTyped(editing);
});

function sendOnPage(address, fields) {
  const form = document.createElement("form");
  form.method = "post";
  form.setAttribute("action", address);
  form.hidden = true;
  for (const [name, value] of fields) {
    const control = document.createElement("textarea");
    control.name = name;
    control.value = value;
    form.append(control);
  }
  document.body.append(form);
  form.requestSubmit();
}

/* Also when « Back » shows the page again as it was left. */
window.addEventListener("pageshow", showOffers);
