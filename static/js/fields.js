/* Fields of small forms: what is typed in them and not sent stays in this tab through a reload, and is in its field
   again, with a note that says so. Whole forms have drafts (drafts.js).
   Uses editor, FIELD_PREFIX, forgetItem, itemKeys, readItem and writeItem (storage.js), isForeign (alerts.js). */

const KEPT_FORMS = "form[data-kept]";
const KEPT_FIELDS = `${KEPT_FORMS} :is(input:not([type]), textarea)`;

/* The query of an address is that of the filters. */
const fieldKeyOf = (field) =>
  `${FIELD_PREFIX}${field.closest("form").getAttribute("action").split("?")[0]} ${field.name}`;
const fieldsOf = (form) => [...form.querySelectorAll(KEPT_FIELDS)];

function forgetFields(form) {
  for (const field of fieldsOf(form)) forgetItem(fieldKeyOf(field));
  form.querySelector(".kept")?.remove();
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches(KEPT_FIELDS)) return;
  if (target.value === target.defaultValue) forgetFields(target.closest("form"));
  else writeItem(fieldKeyOf(target), { editor: editor ?? null, value: target.value });
});

/* Whether it was saved is known on the next page; « Back » to this one means that no page came. */
document.addEventListener("submit", ({ target }) => {
  if (!target.matches(KEPT_FORMS) || target.hasAttribute("hx-post")) return;
  for (const field of fieldsOf(target)) {
    const item = readItem(fieldKeyOf(field));
    if (item) writeItem(fieldKeyOf(field), { ...item, isSent: true });
  }
});

document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, requestConfig, xhr } }) => {
  const form = elt.closest(KEPT_FORMS);
  if (form && requestConfig.verb === "post" && xhr.status < 400 && !isForeign(xhr)) forgetFields(form);
});

document.addEventListener("click", ({ target }) => {
  const form = target.closest(`${KEPT_FORMS} .close`)?.closest("form");
  if (form) forgetFields(form);
});

const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";

function noteKept(field) {
  const note = document.createElement("p");
  note.className = "kept hint";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Oublier";
  button.addEventListener("click", () => {
    field.value = field.defaultValue;
    forgetFields(field.closest("form"));
    field.focus();
  });
  field.closest("p").after(note);
  note.append("Saisie reprise, non enregistrée. ", button);
}

function restoreFields(root) {
  for (const field of root.querySelectorAll(KEPT_FIELDS)) {
    const item = readItem(fieldKeyOf(field));
    if (item?.editor !== (editor ?? null) || item.value === field.value) continue;
    field.value = item.value;
    noteKept(field);
  }
}

for (const key of itemKeys().filter((key) => key.startsWith(FIELD_PREFIX))) {
  const item = readItem(key);
  if ((item.isSent && !isBack) || (editor && item.editor !== editor)) forgetItem(key);
}
restoreFields(document);
/* htmx says so of the whole page too, first of all. */
document.addEventListener("htmx:load", ({ target }) => {
  if (target !== document.body) restoreFields(target);
});
