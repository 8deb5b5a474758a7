/* What the other parts use. The class tells the style sheet that there is script. */

document.documentElement.classList.add("js");

const byId = (id) => document.getElementById(id);

/* Whether the requests of `element` change a form alone: those of its links, and of the offer to resume one. */
const isAboutForm = (element) => Boolean(element.closest(".entry fieldset, #saisies"));
