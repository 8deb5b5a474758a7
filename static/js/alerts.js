/* Alerts: what went wrong, at the top of the page until somebody closes it or the next response succeeds.
   Uses byId (page.js), keepPlaces (place.js). */

const UNREACHABLE = "Le site ne répond pas. Vérifiez votre connexion, puis réessayez.";
const UNREACHABLE_TYPING =
  "Le site ne répond pas. Vérifiez votre connexion et réessayez : votre saisie est toujours là.";
const UNREACHABLE_RESULTS =
  "Le site ne répond pas. Les résultats n’ont pas changé : vérifiez votre connexion, puis réessayez.";

/* « Fermer » in an alert gives the focus back to this element. */
let focusBeforeAlert = null;

function showAlert(text, link) {
  const region = byId("alerte");
  const focused = document.activeElement;
  if (!region.contains(focused)) focusBeforeAlert = focused === document.body ? null : focused;
  const message = document.createElement("p");
  message.textContent = text;
  if (link) message.append(" ", link);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "dismiss";
  button.textContent = "Fermer";
  const alert = document.createElement("div");
  alert.className = "alert";
  alert.append(message, button);
  region.replaceChildren(alert);
}

document.addEventListener("click", (event) => {
  const region = event.target.closest(".dismiss")?.closest("#alerte, #barre");
  if (!region) return;
  keepPlaces(() => region.replaceChildren());
  const isBefore = region.id === "alerte" && focusBeforeAlert?.isConnected;
  const next = isBefore ? focusBeforeAlert : byId("contenu");
  next.focus({ preventScroll: true });
});

/* The alert speaks of what the request was about. */
function alertUnreachable({ detail: { elt, requestConfig } }) {
  const isForResults = requestConfig.verb === "get" && requestConfig.target.id === "resultats";
  if (isForResults) showAlert(UNREACHABLE_RESULTS);
  else showAlert(elt.closest(".editing") ? UNREACHABLE_TYPING : UNREACHABLE);
}

document.addEventListener("htmx:sendError", alertUnreachable);
document.addEventListener("htmx:timeout", alertUnreachable);

/* The site answers htmx with parts of pages, or with 204. A whole page, plain text or nothing at all comes from
   something between: a proxy, a hotspot. */
function isForeign(xhr) {
  const isPart =
    /^text\/html\b/.test(xhr.getResponseHeader("Content-Type")) &&
    !/^\s*($|<(!doctype|html)\b)/i.test(xhr.responseText);
  return xhr.status !== 204 && !isPart;
}

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isForeign(event.detail.xhr)) return;
  event.preventDefault();
  alertUnreachable(event);
});

document.addEventListener("htmx:afterOnLoad", ({ detail: { xhr } }) => {
  if (xhr.status >= 400 || isForeign(xhr)) return;
  byId("alerte").replaceChildren();
  focusBeforeAlert = null;
});
