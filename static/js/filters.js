/* The filters stand open beside the results where there is room, and fold above them elsewhere.
   Uses byId (page.js). */

const wideScreen = window.matchMedia("(min-width: 56.25rem)");

function foldFilters() {
  const filters = byId("volet");
  if (filters) filters.open = wideScreen.matches;
}

foldFilters();
wideScreen.addEventListener("change", foldFilters);
