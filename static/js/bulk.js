/* Ticked operations: an operation is ticked in all the sections that it stands in, and stays so when new results
   arrive, even without it. The whole selection is ticked by a box of its own, which new results untick.
   Uses byId (page.js). This part comes after results.js: the forms that it puts back have no box. */

const tickedIds = new Set();
let lastBox = null;

const allBoxes = () => [...document.querySelectorAll("#resultats .pick input")];
const idsOf = (boxes) => boxes.map((box) => box.value);
const checkedIds = () => new Set(idsOf(allBoxes().filter((box) => box.checked)));

const isAllTicked = () => Boolean(byId("lot-tout")?.checked);

function showCount() {
  const count = isAllTicked() ? Number(byId("lot-tout").value) : tickedIds.size;
  const unseen = isAllTicked() ? 0 : tickedIds.size - checkedIds().size;
  const shown = byId("coches");
  let text = count === 1 ? "1 opération cochée" : `${count.toLocaleString("fr-FR")} opérations cochées`;
  if (unseen > 0) text += `, dont ${unseen} hors de la page`;
  if (count === 0) text = shown.textContent && "Aucune opération cochée";
  byId("lot").classList.toggle("some", count > 0);
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

function tickAll(isTicked) {
  if (byId("lot-tout")) byId("lot-tout").checked = isTicked;
}

/* A value that is no longer among the choices leaves none chosen. */
function chooseValue(value) {
  const choices = byId("lot-valeur");
  choices.value = value;
  if (choices.selectedIndex < 0) choices.value = "";
}

const clearRefusal = () => byId("lot-refus").replaceChildren();

/* Without script, the boxes and the controls are of the form of the filters, so that the ticks travel with these. */
function takeOver() {
  for (const control of byId("lot").querySelectorAll("[form]")) {
    for (const name of ["form", "formaction", "formmethod"]) control.removeAttribute(name);
  }
  const elsewhere = byId("lot-ailleurs");
  const ids = elsewhere ? idsOf([...elsewhere.querySelectorAll(":checked")]) : [];
  elsewhere?.remove();
  return ids;
}

function startBulk() {
  /* A browser that reloads a page may keep its ticks. */
  tick([...takeOver(), ...checkedIds()]);

  document.addEventListener("change", (event) => {
    if (event.target.closest(".pick, #lot")) clearRefusal();
    if (event.target.id === "lot-tout") tick(isAllTicked() ? [...tickedIds, ...idsOf(allBoxes())] : []);
    const box = event.target.closest(".pick input");
    if (!box) return;
    if (!box.checked) tickAll(false);
    lastBox = box;
    const ids = new Set(tickedIds);
    if (box.checked) ids.add(box.value);
    else ids.delete(box.value);
    tick(ids);
  });

  byId("tout-cocher").addEventListener("click", () => tick([...tickedIds, ...idsOf(allBoxes())]));
  byId("tout-decocher").addEventListener("click", () => {
    tickAll(false);
    tick([]);
    (lastBox?.isConnected ? lastBox : byId("compte")).focus({ preventScroll: true });
  });

  /* Enter in a ticked box leads to what can be done with it. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".pick input")) return;
    event.preventDefault();
    if (event.target.checked) byId("lot-valeur").focus();
  });

  /* What is ticked, or chosen, while an answer is on its way stays so. */
  let sentIds = new Set();
  let wasAllSent = false;
  let chosenValue = null;

  document.addEventListener("htmx:configRequest", (event) => {
    const { elt, parameters } = event.detail;
    if (elt.closest("#filtres")) for (const name of ["op", "all"]) delete parameters[name];
    if (elt.id !== "lot") return;
    sentIds = new Set(tickedIds);
    wasAllSent = isAllTicked();
    parameters.op = [...sentIds];
    if (wasAllSent) parameters.all = byId("lot-tout").value;
  });

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (event.detail.target.id === "lot-valeur") chosenValue = event.detail.target.value;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const { target, requestConfig, xhr } = event.detail;
    if (target.id === "lot-refus") return;
    const isDone = requestConfig.elt.id === "lot" && xhr.status < 400;
    if (isDone) clearRefusal();
    const isDeleted = isDone && requestConfig.parameters.action === "delete";
    if (isDone && wasAllSent) tickAll(!isDeleted);
    /* After a refusal, what is no longer shown may be gone. */
    const shownIds = xhr.status === 409 ? new Set(idsOf(allBoxes())) : tickedIds;
    const further = isAllTicked() ? idsOf(allBoxes()) : [];
    const kept = [...tickedIds].filter((id) => shownIds.has(id) && !(isDeleted && sentIds.has(id)));
    tick([...kept, ...further]);
    if (chosenValue !== null) chooseValue(chosenValue);
    chosenValue = null;
  });
}

if (byId("lot")) startBulk();
