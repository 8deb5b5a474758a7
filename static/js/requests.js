/* What a change tells the server about the page: how many pages of results stand on it, so that the answer
   has as many, and the name of the last action shown.
   Uses byId (page.js). */

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters, verb } = event.detail;
  if (verb === "post" || elt.id === "actualiser") {
    parameters.pages = String(Math.max(1, document.querySelectorAll(".page").length));
  }
  if (verb === "post" && byId("etat")) parameters.seen = byId("etat").dataset.seen;
});

/* A request that a newer one replaces is no error: htmx would report it as one in the console. Its logger
   comes before the report. Capture on the window comes before htmx's own listener, bubbling after it. */
let givingUp = false;

window.addEventListener("htmx:abort", () => { givingUp = true; }, true);
window.addEventListener("htmx:abort", () => { givingUp = false; });

htmx.logger = (_element, _name, detail) => {
  if (givingUp) delete detail.error;
};
