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
