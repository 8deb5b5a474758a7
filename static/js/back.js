/* « Retour au catalogue » leads to the filters that were set last in this tab, however many pages ago.
   Uses home, readItem and writeItem (storage.js), addressNow (address.js). */

const LAST_FILTERS_KEY = `filtres ${home}`;

if (document.querySelector("#filtres")) {
  window.addEventListener("pagehide", () => writeItem(LAST_FILTERS_KEY, addressNow()));
} else {
  const address = readItem(LAST_FILTERS_KEY);
  if (address) for (const link of document.querySelectorAll(".back")) link.setAttribute("href", address);
}
