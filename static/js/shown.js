/* Results that come by scrolling are announced: « 100 opérations affichées sur 300 ».
   Uses byId (page.js). */

function countShown() {
  const links = document.querySelectorAll("#resultats h3 a");
  return new Set([...links].map((link) => link.href)).size.toLocaleString("fr-FR");
}

/* « 1 234 » of « 1 234 opérations, 2 345 liens ». */
const countFound = () => byId("compte").textContent.trim().match(/^[\d\s]*\d/)?.[0] ?? "";

document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
  const isNextPage = requestConfig.target.id === "suite";
  if (!isNextPage && requestConfig.target.id !== "resultats") return;
  /* Screen readers say whatever is written here. */
  byId("affichees").textContent = isNextPage ? `${countShown()} opérations affichées sur ${countFound()}` : "";
});
