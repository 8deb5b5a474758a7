/* What this tab keeps from one page to the next: the drafts of its editor, and how a page was left. A visitor’s page
   reads them too: it comes after signing out. */

/* Two catalogues of one host share the storage. */
const homeLink = document.querySelector("[rel=home]");
const home = homeLink.pathname;
const DRAFT_PREFIX = `saisie ${home} `;
const FIELD_PREFIX = `champ ${home} `;
const LEAVING_KEY = `départ ${home}`;
const editor = document.querySelector(".who > p")?.textContent;

/* Storage may be forbidden, or full: then the drafts last as long as the page. */
const unstored = new Map();

function writeItem(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
    unstored.delete(key);
  } catch {
    unstored.set(key, value);
  }
}

function readItem(key) {
  if (unstored.has(key)) return unstored.get(key);
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

function forgetItem(key) {
  unstored.delete(key);
  try {
    sessionStorage.removeItem(key);
  } catch {
    /* Nothing was stored. */
  }
}

function itemKeys() {
  try {
    return [...Object.keys(sessionStorage), ...unstored.keys()];
  } catch {
    return [...unstored.keys()];
  }
}

/* The drafts of this tab, the oldest first: `key`, `editor`, `address` that the form is sent to, its `fields`. */
function readDrafts() {
  const keys = itemKeys().filter((key) => key.startsWith(DRAFT_PREFIX));
  return [...new Set(keys)].sort().map((key) => ({ key, ...readItem(key) }));
}

/* Who edits several catalogues of one site signs out of all of them: their addresses begin with that of the site. */
const LEFT_PREFIXES = homeLink.dataset.site
  ? [`saisie ${homeLink.dataset.site}`, `champ ${homeLink.dataset.site}`]
  : [DRAFT_PREFIX, FIELD_PREFIX];
/* Whoever signed out leaves no draft; whoever chose to stay is still signed in. */
if (!editor && readItem(LEAVING_KEY)?.isSignedOut) {
  for (const key of itemKeys()) {
    if (LEFT_PREFIXES.some((prefix) => key.startsWith(prefix))) forgetItem(key);
  }
  forgetItem(LEAVING_KEY);
}
