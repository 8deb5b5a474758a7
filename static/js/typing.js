/* Forms that hold typing which is not saved yet: leaving the page with one of them asks first.
   Uses keepDraftsSoon and sentForms (drafts.js). */

const typedForms = new WeakSet();

function markTyped(element) {
  const form = element.closest(".editing");
  if (!form) return;
  typedForms.add(form);
  sentForms.delete(form);
  keepDraftsSoon(form);
}

const openTypedForms = () => [...document.querySelectorAll(".editing")].filter((form) => typedForms.has(form));

const isTypingUnsaved = () => openTypedForms().length > 0;

document.addEventListener("input", (event) => markTyped(event.target));

/* A button of a form may change its links: that counts as typing. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "post") markTyped(event.detail.elt);
});

/* A refused form comes back as a new element, which holds what was typed in the old one. */
document.addEventListener("htmx:afterSwap", () => {
  for (const errors of document.querySelectorAll(".editing .errors")) markTyped(errors);
});

/* Sending a form without htmx leaves the page, and saves. */
let isSending = false;

document.addEventListener("submit", (event) => {
  isSending = event.target.matches(".entry") && !event.target.hasAttribute("hx-post");
});

window.addEventListener("beforeunload", (event) => {
  if (isTypingUnsaved() && !isSending) event.preventDefault();
});
