/* What a change tells the server about the page: how many pages of results stand on it, so that the answer
   has as many, and the name of the last action shown.
   Uses byId (page.js), pagesToHave (stay.js). */

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, parameters, verb } = event.detail;
  if (verb === "post" || headers["HX-Trigger"] === "actualiser") {
    parameters.pages = String(pagesToHave());
  }
  if (verb === "post" && byId("etat")) parameters.seen = byId("etat").dataset.seen;
});

/* A request that gets no answer is no error of the script: whoever gives it up knows, and an alert says the rest.
   The logger of htmx comes before its report in the console. */
htmx.logger = (_element, _name, detail) => {
  if (detail.xhr?.status === 0) delete detail.error;
};
