/* What the other parts use. The class tells the style sheet that there is script. */

document.documentElement.classList.add("js");

/* What has left the page, and waits out of sight for its answer (answers.js), may bear the name of what is shown. */
const byId = (id) => document.querySelector(`[id="${CSS.escape(id)}"]:not(.sheltered *)`);

/* Whether the requests of `element` change a form alone: those of its links, and of the offer to resume one. */
const isAboutForm = (element) => Boolean(element.closest(".entry fieldset, #saisies"));
