/* When the session has ended, htmx would leave for the sign-in, and lose what was typed.
   Uses isTypingUnsaved (typing.js), showAlert (alerts.js). */

const SESSION_ENDED =
  "Votre session est terminée, votre saisie est toujours là : connectez-vous, puis recommencez.";

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status !== 401 || !isTypingUnsaved()) return;
  event.preventDefault();
  const link = document.createElement("a");
  link.textContent = "Se connecter dans un nouvel onglet";
  link.href = xhr.getResponseHeader("HX-Redirect");
  link.target = "_blank";
  link.rel = "noopener";
  showAlert(SESSION_ENDED, link);
  /* The focus moves for whoever pressed a button, and not for whoever is still typing. */
  if (!requestConfig.elt.matches("textarea, input")) link.focus();
});
