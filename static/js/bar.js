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

/* What the bar said before a form was opened, or refused, is hidden until no form is open. */
document.addEventListener("htmx:load", (event) => {
  if (!event.detail.elt.matches(".editing") || byId("reprendre")) return;
  for (const part of byId("barre").children) part.classList.add("earlier");
});
