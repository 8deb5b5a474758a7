/* The head of what is printed says how much of the selection is on paper: pages of results come by scrolling.
   Uses byId (page.js), countShown and countFound (shown.js). */

addEventListener("beforeprint", () => {
  const line = byId("partiel");
  if (!line) return;
  line.textContent = byId("suite")
    ? `${countShown()} opérations sur ${countFound()}\u202f: la version imprimable les a toutes.`
    : "";
});
