/* Forms in the place of what they change: put back there, set aside when they are cancelled; one addition at a time.
   Uses byId (page.js), setAside (offers.js), typedForms (typing.js). */

/* The card of the operation at `address`. */
function findCard(address) {
  const links = [...document.querySelectorAll(".operation :is(h1, h3) a:not(.sheltered *)")];
  return links.find((link) => link.getAttribute("href") === address)?.closest(".operation");
}

/* An operation that is shown to a visitor, as it is once the session has ended, has no id: its address finds it. */
function putBack(editing) {
  editing.remove();
  for (const control of editing.querySelectorAll("[autofocus]")) control.removeAttribute("autofocus");
  const form = editing.querySelector("form");
  const place = byId(editing.id) || findCard(form.getAttribute("action"));
  if (place) place.replaceWith(editing);
  else if (editing.id === "nouvelle") byId("ajout").append(editing);
  else byId("resultats").prepend(editing);
  if (place?.matches(".editing")) setAside(place);
}

/* The form of an addition that holds typing: an untouched one may make way for another. */
function typedAddition() {
  const editing = document.querySelector("#ajout .editing");
  return typedForms.has(editing) ? editing : null;
}

function focusAddition() {
  typedAddition().querySelector("input.title").focus();
}

/* A form that is open is not asked for again: what is typed in it would go. */
document.addEventListener(
  "click",
  (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!typedAddition() || !isPlain || !event.target.closest("[hx-target='#ajout']:not(#ajout *)")) return;
    event.preventDefault();
    event.stopPropagation();
    focusAddition();
  },
  true,
);

/* Nor does it make way for another, asked for before it came. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "ajout" || !typedAddition() || target.contains(requestConfig.elt)) return;
  event.preventDefault();
});

/* The form of an addition has no card to give its place back to, so nothing is asked of the server. */
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("#ajout .cancel");
  if (!cancel) return;
  event.preventDefault();
  const editing = cancel.closest(".editing");
  editing.remove();
  document.querySelector(".add a")?.focus();
  setAside(editing);
});

/* A cancelled form is kept: htmx replaces an empty element in its place. Nothing takes the place of the form of an
   operation that is gone. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, xhr } = event.detail;
  if (!requestConfig.elt.matches(".cancel") || requestConfig.verb !== "get") return;
  const isGone = xhr.status === 404;
  if (xhr.status >= 400 && !isGone) return;
  const editing = isGone ? requestConfig.elt.closest(".editing") : target;
  setTimeout(() => setAside(editing));
  if (isGone) {
    editing.remove();
  } else {
    event.detail.target = document.createElement("div");
    editing.replaceWith(event.detail.target);
  }
});
