/* What is typed in a form while its answer is on the way is kept: the answer takes it in.
   Uses byId (page.js), shelter (answers.js), rememberFocus (focus.js), markTyped and typedForms (typing.js),
   editor, forgetItem and writeItem (storage.js), draftKeyOf, draftKeys and readForm (drafts.js), putBack (forms.js),
   formsAside and showOffers (offers.js). */

const isBox = (control) => control.matches("[type=checkbox], [type=radio]");
const valueOf = (control) => (isBox(control) ? control.checked : control.value);

/* By request: its form, and the values of the form's controls when it was sent. */
const formsByRequest = new WeakMap();

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const form = elt.closest(".entry");
  if (!form || requestConfig.verb !== "post") return;
  formsByRequest.set(xhr, { form, values: new Map([...form.elements].map((control) => [control, valueOf(control)])) });
});

/* The controls that were changed since their form was sent, and how to give back the focus of the one that has it. */
function changesSince({ form, values }) {
  return [...form.elements]
    .filter((control) => values.has(control) && values.get(control) !== valueOf(control))
    .map((control) => ({
      control,
      sent: values.get(control),
      giveFocus: control === document.activeElement ? rememberFocus(control) : null,
    }));
}

/* The control of `form` that stands for `control` of the form before; the row of a link is known by its address. */
function counterpart(form, { control, sent }) {
  const alike = [...form.elements].filter(({ name, type }) => name === control.name && type === control.type);
  if (control.name === "links") return alike.find(({ value }) => value === sent);
  return isBox(control) ? alike.find(({ value }) => value === control.value) : alike[0];
}

/* Put what was typed into the new `form`. Addresses that have no row there go where further ones are typed. */
function takeIn(form, changes) {
  for (const change of changes) {
    const { control, sent, giveFocus } = change;
    let place = counterpart(form, change);
    if (control.name === "addresses" || (control.name === "links" && !place)) {
      place = form.elements.addresses;
      const known = control.name === "addresses" ? sent.split(/\s+/) : [];
      const further = control.value.split(/\s+/).filter((word) => !known.includes(word));
      place.value = [place.value, ...further].filter(Boolean).join("\n");
    } else if (!place) {
      continue;
    } else if (isBox(place)) {
      place.checked = control.checked;
    } else {
      place.value = control.value;
    }
    giveFocus?.(place);
  }
}

/* What became of a form that was saved: its address, and the revision that it would be made from now. */
const savedForms = new WeakMap();

document.addEventListener("saved", (event) => savedForms.set(event.target, event.detail));

/* What remains to be done once the answer is in its place. */
let finish = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const { elt } = requestConfig;
  const sentForm = formsByRequest.get(xhr);
  if (!sentForm) return;
  const { form } = sentForm;
  /* Another answer took the place of the field that asked, and took in what was typed there. */
  if (!form.contains(elt)) {
    event.preventDefault();
    return;
  }
  const changes = changesSince(sentForm);
  if (savedForms.has(form)) {
    finish = closeSaved(event, form, changes.length > 0);
  } else if (elt.matches("[name=addresses], [name=links]") && changes.some(({ control }) => control === elt)) {
    /* These addresses are recognised with the further ones, when the field is left. */
    event.preventDefault();
  } else {
    finish = () => showAgain(form.closest(".editing"), changes);
  }
  /* No answer will be in its place. */
  if (event.defaultPrevented) finishOnce();
});

function finishOnce() {
  finish?.();
  finish = null;
}

document.addEventListener("htmx:afterSwap", finishOnce);

/* The form comes back whole, with messages; or its links alone do, or nothing. */
function showAgain(editing, changes) {
  const shown = editing.isConnected ? editing : byId(editing.id);
  draftKeys.set(shown, draftKeyOf(editing));
  takeIn(shown.querySelector("form"), changes.filter(({ control }) => !control.isConnected));
  if (changes.length > 0) markTyped(shown);
}

function closeSaved(event, form, isTypedFurther) {
  const { revision, address } = savedForms.get(form);
  savedForms.delete(form);
  const editing = form.closest(".editing");
  const key = draftKeyOf(editing);
  formsAside.delete(key);
  forgetItem(key);
  typedForms.delete(editing);
  const canStay = revision && editing.id !== "nouvelle" && !editing.querySelector(".errors, .conflict");
  if (isTypedFurther && canStay) return keepOpen(event, editing, revision);
  if (isTypedFurther) writeItem(key, { editor, address, fields: furtherFields(editing, revision) });
  return showOffers;
}

/* The fields of a form that was saved once: it adds no more, and asks no more what was answered. */
function furtherFields(editing, revision) {
  return readForm(editing)
    .fields.filter(([name]) => !/^(submission|conflict|choice-)/.test(name))
    .map(([name, value]) => [name, (name === "revision" && revision) || value]);
}

function keepOpen(event, editing, revision) {
  const { target, xhr } = event.detail;
  const focused = document.activeElement;
  const giveFocus = editing.contains(focused) ? rememberFocus(focused) : null;
  const place = document.createElement(editing.tagName);
  editing.replaceWith(place);
  if (target === editing) event.detail.target = place;
  shelter(editing, xhr);
  return () => {
    putBack(editing);
    markTyped(editing);
    const form = editing.querySelector("form");
    form.elements.revision.value = revision;
    form.querySelector(".saved")?.remove();
    const note = document.createElement("p");
    note.className = "saved hint";
    note.setAttribute("role", "status");
    form.append(note);
    note.textContent = "Enregistré, sauf ce que vous avez tapé depuis.";
    giveFocus?.();
  };
}
