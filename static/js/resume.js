/* Forms that were taken off the page: put back, or offered in the quiet bar when they were cancelled.
   Uses byId (page.js), showInBar and clearBar (bar.js), typedForms (typing.js). */

/* The card of the operation whose form this is. An operation that is shown to a visitor, as it is once the
   session has ended, has no id: the address of its page finds it. */
function findCard(form) {
  const card = byId(form.id);
  if (card) return card;
  const address = form.querySelector("form").getAttribute("action");
  const links = [...document.querySelectorAll(".operation h3 a")];
  return links.find((link) => link.getAttribute("href") === address)?.closest(".operation");
}

function putBack(form) {
  for (const control of form.querySelectorAll("[autofocus]")) control.removeAttribute("autofocus");
  const card = findCard(form);
  if (form.id === "nouvelle") byId("ajout").replaceChildren(form);
  else if (card) card.replaceWith(form);
  else byId("resultats").prepend(form);
}

function offerToResume(form) {
  if (!typedForms.has(form)) return;
  showInBar("Saisie abandonnée, rien n’est enregistré.", "Reprendre la saisie", () => {
    putBack(form);
    clearBar();
    form.querySelector("input:not([type=hidden]), textarea").focus();
  });
}

/* The form of an addition has no card to give its place back to, so nothing is asked of the server. */
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("#ajout .cancel");
  if (!cancel) return;
  event.preventDefault();
  const form = cancel.closest(".editing");
  form.remove();
  const add = document.querySelector(".add a");
  if (add) add.focus();
  offerToResume(form);
});

/* A cancelled form is kept: htmx replaces an empty element in its place. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, xhr } = event.detail;
  if (!requestConfig.elt.matches(".cancel") || requestConfig.verb !== "get" || xhr.status >= 400) return;
  const placeholder = document.createElement("div");
  target.replaceWith(placeholder);
  event.detail.target = placeholder;
  setTimeout(() => offerToResume(target));
});
