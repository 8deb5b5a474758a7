/* The keys of a form: Escape cancels it, Ctrl + Enter saves it. */

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
