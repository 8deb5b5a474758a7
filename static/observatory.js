/* A long filter is narrowed as a name is typed, here and at once: nothing is asked for. It stays open, and narrowed,
   when the filters come anew with the results. */
"use strict";
(() => {
  const FIELD = ".narrowing input";

  /* Capitals and accents do not count, as in the search. */
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae");
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  function narrow(field) {
    const list = field.closest("fieldset").querySelector("ul");
    const wanted = wordsOf(field.value);
    let shown = 0;
    for (const item of list.children) {
      const words = wordsOf(item.querySelector("label span").textContent);
      const isFound = wanted.every((prefix) => words.some((word) => word.startsWith(prefix)));
      item.hidden = !isFound && !item.querySelector("input").checked;
      if (!item.hidden) shown += 1;
    }
    const noun = shown < 2 ? field.dataset.noun : `${field.dataset.noun}s`;
    /* Of a page that was opened with a name, the list has only what the name finds. */
    const total = Number(field.dataset.total).toLocaleString("fr-FR");
    field.nextElementSibling.textContent =
      wanted.length > 0 ? `${shown.toLocaleString("fr-FR")} ${noun} sur ${total}` : "";
  }

  /* Without a name it is not sent; what it says is no filter. */
  function takeOver() {
    for (const field of document.querySelectorAll(FIELD)) {
      field.removeAttribute("name");
      if (field.value) narrow(field);
    }
  }

  /* An event may be that of the document or of the window. */
  const isField = (target) => target.matches?.(FIELD);

  /* Before anything else hears of it: to type here changes no result. */
  for (const type of ["input", "change"]) {
    addEventListener(type, (event) => {
      if (!isField(event.target)) return;
      event.stopImmediatePropagation();
      narrow(event.target);
    }, true);
  }
  addEventListener("keydown", (event) => {
    if (isField(event.target) && event.key === "Enter") event.preventDefault();
  });

  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
    if (target.id !== "champs") return;
    for (const after of fragment.querySelectorAll("details")) {
      const before = document.getElementById(after.id);
      if (!before) continue;
      after.open = before.open;
      after.querySelector(FIELD).value = before.querySelector(FIELD).value;
    }
  });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "champs") takeOver();
  });
  takeOver();
})();
