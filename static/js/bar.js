/* The quiet bar above the results: what happened, and a button to act on it.
   Uses byId (page.js). */

/* The message about the previous change would be misleading beside a refused form. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.xhr.status === 422 && !document.querySelector("#barre form")) byId("barre").replaceChildren();
});
