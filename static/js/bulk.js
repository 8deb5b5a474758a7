/* Ticked operations: an operation is ticked in all the sections that it stands in, and stays so when new
   results arrive.
   Uses byId (page.js). This part comes after results.js: the forms that it puts back have no box. */

const tickedIds = new Set();
let lastBox = null;

const allBoxes = () => [...document.querySelectorAll("#resultats .pick input")];
const idsOf = (boxes) => boxes.map((box) => box.value);
const checkedIds = () => new Set(idsOf(allBoxes().filter((box) => box.checked)));

function showCount() {
  const count = checkedIds().size;
  const shown = byId("coches");
  let text = count === 1 ? "1 opération cochée" : `${count.toLocaleString("fr-FR")} opérations cochées`;
  if (count === 0) text = shown.textContent && "Aucune opération cochée";
  /* Screen readers say whatever is written to the second element, even the same text. */
  if (shown.textContent === text) return;
  shown.textContent = text;
  byId("coches-dit").textContent = text;
}

function tick(ids) {
  tickedIds.clear();
  for (const id of ids) tickedIds.add(id);
  for (const box of allBoxes()) box.checked = tickedIds.has(box.value);
  showCount();
}

/* A value that is no longer among the choices leaves none chosen. */
function chooseValue(value) {
  const choices = byId("lot-valeur");
  choices.value = value;
  if (choices.selectedIndex < 0) choices.value = "";
}

const clearRefusal = () => byId("lot-refus").replaceChildren();

function startBulk() {
  /* A browser that reloads a page may keep its ticks. */
  tick(checkedIds());

  document.addEventListener("change", (event) => {
    if (event.target.closest(".pick, #lot")) clearRefusal();
    const box = event.target.closest(".pick input");
    if (!box) return;
    lastBox = box;
    const ids = new Set(tickedIds);
    if (box.checked) ids.add(box.value);
    else ids.delete(box.value);
    tick(ids);
  });

  byId("tout-cocher").addEventListener("click", () => tick(idsOf(allBoxes())));
  byId("tout-decocher").addEventListener("click", () => {
    tick([]);
    (lastBox?.isConnected ? lastBox : byId("compte")).focus({ preventScroll: true });
  });

  /* Enter in a ticked box leads to what can be done with it. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".pick input:checked")) return;
    event.preventDefault();
    byId("lot-valeur").focus();
  });

  /* What is ticked, or chosen, while an answer is on its way stays so. */
  let sentIds = new Set();
  let chosenValue = null;

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "lot") return;
    sentIds = checkedIds();
    event.detail.parameters.op = [...sentIds];
  });

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id === "lot-valeur") chosenValue = event.detail.target.value;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig, xhr } = event.detail;
    if (target.id === "lot-refus") return;
    const isDone = requestConfig.elt.id === "lot" && xhr.status < 400;
    if (isDone) clearRefusal();
    /* A card that a form replaces keeps its tick; a card that is not among new results loses it. */
    const shownIds = target.id === "resultats" ? new Set(idsOf(allBoxes())) : tickedIds;
    tick([...tickedIds].filter((id) => shownIds.has(id) && !(isDone && sentIds.has(id))));
    if (chosenValue !== null) chooseValue(chosenValue);
    chosenValue = null;
  });
}

if (byId("lot")) startBulk();
