/* An answer may come when the element that asked for it has left the page, with older results. htmx looks from
   that element for the places that the answer goes to: it comes back meanwhile, out of sight.
   Uses byId (page.js). */

/* Keep `element` on the page, hidden, until the answer of `xhr` is in its place. */
function shelter(element, xhr) {
  const box = document.createElement("div");
  box.className = "sheltered";
  box.hidden = true;
  box.append(element);
  document.body.append(box);
  xhr.addEventListener("loadend", () => box.remove());
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = event.detail;
  /* Before the events that htmx waits for. */
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE && !elt.isConnected) shelter(elt.getRootNode(), xhr);
  });
});

/* A form opens, and a card is shown, where the operation stands now. The rest of former results is dropped.
   This listener comes before all others of this event. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (!target.closest(".sheltered")) return;
  let place = byId(target.id);
  if (!place && requestConfig.elt.matches(".edit")) {
    place = document.createElement("li");
    byId("resultats").prepend(place);
  }
  /* A form that was refused stays as it is, set aside. */
  const isOpen = (place ?? target).matches(".editing");
  if (target.id === "suite" || isOpen) event.preventDefault();
  else if (place) event.detail.target = place;
});
