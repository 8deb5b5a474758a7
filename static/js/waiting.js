/* Signs of waiting: after 300 ms without an answer, the part of the page that it will change says that it is busy,
   and a line says so to the eye and the ear.
   Uses byId (page.js). */

const WAITING_AFTER_MS = 300;

/* The part of the page that each late answer will change, by request. */
const busyParts = new Map();

function showWaiting() {
  const parts = new Set(busyParts.values());
  for (const part of document.querySelectorAll("[aria-busy=true]")) {
    if (!parts.has(part)) part.setAttribute("aria-busy", "false");
  }
  for (const part of parts) part.setAttribute("aria-busy", "true");
  byId("attente").textContent = parts.size > 0 ? "Un instant…" : "";
}

document.addEventListener("htmx:beforeSend", ({ detail: { target, xhr } }) => {
  const timer = setTimeout(() => {
    busyParts.set(xhr, target);
    showWaiting();
  }, WAITING_AFTER_MS);
  xhr.addEventListener("loadend", () => {
    clearTimeout(timer);
    if (busyParts.delete(xhr)) showWaiting();
  });
});
