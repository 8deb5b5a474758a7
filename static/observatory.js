/* The list of bodies is narrowed as a name is typed, here and at once: nothing is asked for. */
"use strict";
(() => {
  const field = () => document.getElementById("nom-organisme");

  /* Capitals and accents do not count, as in the search. */
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae");
  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

  let typed = field()?.value ?? "";

  function narrow() {
    const list = field()?.closest("fieldset").querySelector("ul");
    if (!list) return;
    const wanted = wordsOf(typed);
    let shown = 0;
    for (const item of list.children) {
      const words = wordsOf(item.querySelector("label span").textContent);
      const isFound = wanted.every((prefix) => words.some((word) => word.startsWith(prefix)));
      item.hidden = !isFound && !item.querySelector("input").checked;
      if (!item.hidden) shown += 1;
    }
    const noun = shown < 2 ? "organisme" : "organismes";
    const total = list.children.length.toLocaleString("fr-FR");
    document.getElementById("organismes-trouves").textContent =
      wanted.length > 0 ? `${shown.toLocaleString("fr-FR")} ${noun} sur ${total}` : "";
  }

  /* Without a name it is not sent; what it says is no filter. */
  function takeOver() {
    const input = field();
    if (!input) return;
    input.removeAttribute("name");
    input.value = typed;
    if (typed) narrow();
  }

  /* Before anything else hears of it: to type here changes no result. */
  for (const type of ["input", "change"]) {
    addEventListener(type, (event) => {
      if (event.target !== field()) return;
      event.stopImmediatePropagation();
      typed = event.target.value;
      narrow();
    }, true);
  }
  addEventListener("keydown", (event) => {
    if (event.target === field() && event.key === "Enter") event.preventDefault();
  });

  /* The filters may come anew with the results. */
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target.id === "champs") takeOver();
  });
  takeOver();
})();
