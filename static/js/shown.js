/* Results that come by scrolling are announced: « 100 opérations affichées sur 300 ».
   Uses byId (page.js). */

document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  const isNextPage = requestConfig.target.id === "suite";
  if (!isNextPage && requestConfig.target.id !== "resultats") return;
  const shown = new Set([...document.querySelectorAll("#resultats h3 a")].map((link) => link.href)).size;
  const [total] = byId("compte").textContent.trim().match(/^[\d\s]*\d/) ?? [""];
  /* Screen readers say whatever is written here. */
  byId("affichees").textContent = isNextPage
    ? `${shown.toLocaleString("fr-FR")} opérations affichées sur ${total}`
    : "";
});
