/* New results leave the open forms alone that stand among the old ones.
   Uses putBack (resume.js). */

let formsToPutBack = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (target.id !== "resultats") return;
  const forms = [...target.querySelectorAll(".editing")];
  formsToPutBack = forms.filter((form) => !form.contains(requestConfig.elt));
  for (const form of formsToPutBack) form.remove();
});

document.addEventListener("htmx:afterSwap", () => {
  for (const form of formsToPutBack) putBack(form);
  formsToPutBack = [];
});
