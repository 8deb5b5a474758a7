/* The quiet bar above the results: what happened, and a button to act on it.
   Uses byId (page.js). */

/* What the bar said before a form was opened, or refused, is hidden until no form is open. The form of a further
   addition comes with what the bar says. */
document.addEventListener("htmx:load", (event) => {
  if (!event.detail.elt.matches(".editing:not(.further)")) return;
  for (const part of byId("barre").children) part.classList.add("earlier");
});

/* The style sheet keeps what has the focus from below the bar, whose height only the page knows. */
const followingBar = document.querySelector(".bars, #barre");

function measureBar() {
  /* The page of the Observatoire has no bar. */
  if (!followingBar) return;
  document.documentElement.style.setProperty("--bar-height", `${followingBar.offsetHeight}px`);
}

if (followingBar) new ResizeObserver(measureBar).observe(followingBar);
