/* The quiet bar above the results: what happened, and a button to act on it.
   Uses byId (page.js). */

function showInBar(text, label, onClick) {
  const bar = byId("barre");
  if (!bar) return;
  const message = document.createElement("p");
  message.className = "message";
  message.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.id = "reprendre";
  button.textContent = label;
  button.addEventListener("click", onClick, { once: true });
  bar.replaceChildren(message, button);
}

const clearBar = () => byId("barre").replaceChildren();

/* An answer without a message does not remove an abandoned form that can still be resumed. */
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  const isEmpty = !fragment.textContent.trim();
  if (target.id === "barre" && isEmpty && byId("reprendre")) event.detail.shouldSwap = false;
});

/* The message about the previous change would be misleading beside a refused form. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.xhr.status === 422 && !document.querySelector("#barre form")) clearBar();
});
