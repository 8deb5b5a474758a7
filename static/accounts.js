/* « Copier »: puts the address of an invitation on the clipboard, where the browser lets a page do it. */

"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const status = button.nextElementSibling;
    status.textContent = "";
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Adresse copiée.";
    } catch {
      field.select();
      status.textContent = "La copie est refusée : copiez l’adresse sélectionnée.";
    }
  });
}
