/* What the other parts use. The class tells the style sheet that there is script. */

document.documentElement.classList.add("js");

const byId = (id) => document.getElementById(id);
