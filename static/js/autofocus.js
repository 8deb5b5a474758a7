/* An answer takes no focus from whoever has gone on to something else.
   Uses hasMovedOn (focus.js). This part comes after those that put forms back, and the focus with them. */

document.addEventListener("htmx:afterSwap", (event) => {
  if (!hasMovedOn(event.detail.xhr)) return;
  for (const element of document.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
});
