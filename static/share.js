/* The page of an operation: its address is copied, or shared where the device does that. */

"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const { href } = document.querySelector("link[rel=canonical]");

  if (navigator.clipboard) {
    find("copier").hidden = false;
    find("copier").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(href);
        find("copie").textContent = "Lien copié.";
      } catch {
        find("copie").textContent = `Le navigateur refuse de copier : ${href}`;
      }
    });
  }

  if (navigator.share) {
    find("partager").hidden = false;
    find("partager").addEventListener("click", () => {
      /* Whoever closes the device's own window has changed their mind. */
      navigator.share({ title: document.title, url: href }).catch(() => {});
    });
  }
})();
