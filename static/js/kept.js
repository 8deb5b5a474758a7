/* A browser may keep a page as it was left, and « Back » shows it without asking: WebKit does so over HTTP, even
   with what nobody may store. A page that was made for another editor, or before signing out, is loaded again.
   Uses editor, forgetItem, home, readItem and writeItem (storage.js). */

const EDITOR_KEY = `pour ${home}`;

if (editor) writeItem(EDITOR_KEY, editor);
else forgetItem(EDITOR_KEY);

window.addEventListener("pageshow", (event) => {
  if (event.persisted && readItem(EDITOR_KEY) !== (editor ?? null)) location.reload();
});
