/* Drafts: what is typed and not saved, kept in this tab through a reload or a crash, until it is saved, abandoned
   or signed out of. Only the editor who typed it gets it back.
   Uses DRAFT_PREFIX, LEAVING_KEY, editor, forgetItem, readDrafts, readItem and writeItem (storage.js),
   markTyped and openTypedForms (typing.js), isForeign (alerts.js). */

const DRAFT_DELAY_MS = 300;

/* The key of each form’s draft. A form that comes back in an answer has the draft of the one before. */
const draftKeys = new WeakMap();
let draftCount = 0;

function draftKeyOf(editing) {
  if (!draftKeys.has(editing)) {
    draftCount += 1;
    draftKeys.set(editing, `${DRAFT_PREFIX}${Date.now()} ${draftCount}`);
  }
  return draftKeys.get(editing);
}

function readForm(editing) {
  const form = editing.querySelector("form");
  return { editor, address: form.getAttribute("action"), fields: [...new FormData(form)] };
}

/* The forms that were sent as they are, and may be saved, when no answer tells. */
const sentForms = new WeakSet();

let draftTimer = 0;

function keepDrafts() {
  clearTimeout(draftTimer);
  draftTimer = 0;
  for (const editing of openTypedForms()) {
    writeItem(draftKeyOf(editing), { ...readForm(editing), isSent: sentForms.has(editing) });
  }
}

function keepDraftsSoon(editing) {
  /* The key tells which was begun first. */
  draftKeyOf(editing);
  draftTimer ||= setTimeout(keepDrafts, DRAFT_DELAY_MS);
}

function keepPendingDrafts() {
  if (draftTimer) keepDrafts();
}

/* A phone may close a page that is not looked at. */
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keepPendingDrafts();
});
window.addEventListener("pagehide", keepPendingDrafts);

document.addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig } }) => {
  if (!elt.matches(".entry") || requestConfig.verb !== "post") return;
  sentForms.add(elt.closest(".editing"));
  keepDrafts();
});

document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (xhr.status >= 400 && !isForeign(xhr) && sentForms.delete(elt.closest(".editing"))) keepDrafts();
});

/* -- leaving by a form or a link: the next page tells what becomes of the draft, and may do so before this one is
   told that it is hidden: nothing is left to be kept then */

const isDraftOf = (form) => (draft) =>
  draft.address === form.getAttribute("action") &&
  draft.fields.every(
    ([name, value]) => !["revision", "submission"].includes(name) || form.elements[name]?.value === value,
  );

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".sign-out")) {
    keepPendingDrafts();
    writeItem(LEAVING_KEY, { isSignedOut: true });
  } else if (!form.hasAttribute("hx-post")) {
    keepPendingDrafts();
    const draft = readDrafts().filter(isDraftOf(form)).pop();
    if (draft) writeItem(LEAVING_KEY, { key: draft.key, isSent: true });
  }
});

document.addEventListener("click", (event) => {
  const editing = event.target.closest(".cancel:not([hx-get])")?.closest(".editing");
  if (!editing) return;
  keepPendingDrafts();
  writeItem(LEAVING_KEY, { key: draftKeyOf(editing), isSent: false });
});

/* Whoever types on has not left. */
document.addEventListener("input", () => forgetItem(LEAVING_KEY));

function settleLeaving() {
  const leaving = readItem(LEAVING_KEY);
  forgetItem(LEAVING_KEY);
  if (!leaving || leaving.isSignedOut) return;
  const editing = document.querySelector(".editing");
  const address = editing && readForm(editing).address;
  const draftAddress = readItem(leaving.key)?.address;
  /* What is saved leads to another address; an error stays at the one that the form was sent to. */
  const isRedirected = location.pathname + location.search !== draftAddress;
  if (leaving.isSent && address === location.pathname) {
    /* The form itself comes back. */
    draftKeys.set(editing, leaving.key);
    markTyped(editing);
  } else if (leaving.isSent ? editor && isRedirected : address !== draftAddress) {
    forgetItem(leaving.key);
  }
}

settleLeaving();
if (editor) {
  for (const draft of readDrafts()) if (draft.editor !== editor) forgetItem(draft.key);
}
