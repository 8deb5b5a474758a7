/* The head of what is printed says how much of the selection is on paper: pages of results come by scrolling.
   Uses byId (page.js). */

addEventListener("beforeprint", () => {
  const line = byId("partiel");
  if (!line) return;
  const links = document.querySelectorAll("#resultats h3 a");
  const shown = new Set([...links].map((link) => link.href)).size;
  const [all] = byId("compte").textContent.split(" ");
  line.textContent = byId("suite") ? `${shown} opérations sur ${all}\u202f: la version imprimable les a toutes.` : "";
});
