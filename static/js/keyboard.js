/* The keys of a form: Escape cancels it, Ctrl + Enter saves it. A key held down presses once. */

document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".entry");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.preventDefault();
    form.querySelector(".cancel").click();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

/* The answer may put the focus on another button, which undoes what was just done. */
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.repeat && !event.target.matches("textarea")) event.preventDefault();
});
