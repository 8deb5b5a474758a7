/* While a change is on its way, what would cross it cannot be pressed: the other buttons of its form, « Annuler »,
   and the button that undoes the change before.
   Uses isAboutForm (page.js). */

const pendingControls = new Map();

const isPending = (control) => [...pendingControls.values()].some((controls) => controls.includes(control));

/* The controls that wait for the answer to `element`. « Enregistrer » is none: pressed again, it waits in line. */
function controlsThatWait(element) {
  if (isAboutForm(element)) return [...(element.closest("fieldset")?.querySelectorAll("button") ?? [element])];
  return [
    ...element.closest("form").querySelectorAll(".cancel, button:not(.entry > button, .save button)"),
    ...document.querySelectorAll("#barre form button"),
  ];
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  if (requestConfig.verb !== "post") return;
  const controls = controlsThatWait(elt);
  pendingControls.set(xhr, controls);
  for (const control of controls) control.setAttribute("aria-disabled", "true");
  xhr.addEventListener("loadend", () => {
    pendingControls.delete(xhr);
    for (const control of controls) if (!isPending(control)) control.removeAttribute("aria-disabled");
  });
});

/* Before any other listener, htmx's own included. */
document.addEventListener(
  "click",
  (event) => {
    if (!event.target.closest("[aria-disabled=true]")) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

/* The second click of a double click is for what the first one was on, and not for what an answer put there since. */
let clicked = null;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("form[method=post] button");
    if (event.detail < 2) clicked = button;
    if (!button || button === clicked) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
