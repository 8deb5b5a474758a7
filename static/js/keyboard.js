/* The keys of a form: Escape cancels it, Ctrl + Enter and Ctrl + S save it, Ctrl + Shift + Enter saves it and adds
   another. A key held down presses once. */

document.addEventListener("keydown", (event) => {
  const isSaveKey = /^s$/i.test(event.key) && (event.ctrlKey || event.metaKey) && !event.altKey;
  const open = document.querySelectorAll(".entry");
  /* Ctrl + S is for the page: it saves the one form that is open. */
  const form = event.target.closest(".entry") ?? (isSaveKey && open.length === 1 ? open[0] : null);
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.querySelector(".cancel").click();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    const further = event.shiftKey && form.querySelector("[value=save-and-next]");
    if (further) further.click();
    else form.requestSubmit();
  } else if (isSaveKey && !event.shiftKey) {
    event.preventDefault();
    if (!event.repeat) form.requestSubmit();
  }
});

/* The answer may put the focus on another button, which undoes what was just done. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat && !event.target.matches("textarea")) event.preventDefault();
});
