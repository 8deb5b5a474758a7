/* A field that somebody else changed too: to go on typing in it is to choose one's own version. */

document.addEventListener("input", (event) => {
  if (event.target.closest(".conflict")) return;
  const ownVersion = event.target.closest(".field")?.querySelector(".conflict [value=mine]");
  if (ownVersion) ownVersion.checked = true;
});
