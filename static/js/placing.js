/* « Placer… »: the keys of its form, and a card that is dropped before or after another one.
   Uses byId (page.js), isAllTicked and tickedIds (bulk.js), topOf (place.js), and htmx. */

document.addEventListener("keydown", (event) => {
  const placing = event.target.closest(".placing");
  if (!placing || event.isComposing) return;
  const close = placing.querySelector(".close");
  if (event.key === "Escape" && close) {
    event.preventDefault();
    close.click();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    placing.querySelector(".beside button").click();
  }
});

/* The answer is beside the controls, or in the bar: before the request, for the focus is where it is at that time. */
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.id === "lot") byId("lot-placer").hidePopover?.();
});

let draggedCard = null;

const boxOf = (card) => card.querySelector(".pick input");

/* A ticked card takes the others that are ticked with it. The whole selection has no other place. */
function findDragged() {
  const isTogether = boxOf(draggedCard).checked && !isAllTicked();
  return isTogether ? [...tickedIds] : [boxOf(draggedCard).value];
}

function markDragged(ids) {
  for (const box of document.querySelectorAll(".pick input")) {
    box.closest(".operation").classList.toggle("dragged", ids.includes(box.value));
  }
}

function markDrop(card, position) {
  for (const marked of document.querySelectorAll(".drop-before, .drop-after")) {
    marked.classList.remove("drop-before", "drop-after");
  }
  card?.classList.add(`drop-${position}`);
}

document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.(".handle")) return;
  draggedCard = event.target.closest(".operation");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", draggedCard.id);
  event.dataTransfer.setDragImage(draggedCard, 0, 0);
  const ids = findDragged();
  /* The picture that is dragged is of the card as it was. */
  setTimeout(() => markDragged(ids));
});

/* The other card that the pointer is on, and on which side of its middle. */
function findDrop(event) {
  const card = draggedCard && event.target.closest("#resultats .operation:has(.pick)");
  if (!card || card === draggedCard) return [null, ""];
  return [card, event.clientY < topOf(card) + card.offsetHeight / 2 ? "before" : "after"];
}

document.addEventListener("dragover", (event) => {
  const [card, position] = findDrop(event);
  markDrop(card, position);
  if (card) event.preventDefault();
});

document.addEventListener("drop", (event) => {
  const [card, position] = findDrop(event);
  if (!card) return;
  event.preventDefault();
  const form = draggedCard.querySelector(".actions");
  const values = {
    position,
    anchor: boxOf(card).value,
    audience: card.querySelector("[name=section]").value,
  };
  const ids = findDragged();
  if (ids.length > 1) values.op = ids;
  const { pathname } = draggedCard.querySelector(".place");
  htmx.ajax("POST", pathname, { source: form, target: form, swap: "outerHTML", values }).catch(() => {});
});

/* Also when Escape has cancelled it. */
document.addEventListener("dragend", () => {
  draggedCard = null;
  markDrop(null, "");
  markDragged([]);
});
