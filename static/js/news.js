/* What others changed: asked for while the page is looked at, offered in a corner, and never while somebody
   types.
   Uses byId (page.js), addressNow (address.js), and htmx. */

const NEWS_CHECK_MS = 5_000;
/* A little less than four checks, so that every fourth one asks. */
const NEWS_INTERVAL_MS = 19_500;

let newsAskedAt = Date.now();
let shownNews = "";

function isTypingNow() {
  return document.activeElement.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function showNews(news) {
  /* Screen readers say whatever is written here, even the same text. */
  if (news === shownNews) return;
  shownNews = news;
  const box = byId("nouvelles");
  const hadFocus = box.contains(document.activeElement);
  box.innerHTML = news;
  htmx.process(box);
  if (hadFocus && byId("actualiser")) byId("actualiser").focus({ preventScroll: true });
}

async function askForNews() {
  const isTooEarly = Date.now() - newsAskedAt < NEWS_INTERVAL_MS;
  if (document.hidden || isTypingNow() || isTooEarly || !byId("etat")) return;
  newsAskedAt = Date.now();
  const askedFrom = addressNow();
  const { seen, state } = byId("etat").dataset;
  const { address, state: newsState } = byId("nouvelles").dataset;
  const asked = new URL(address, location);
  asked.searchParams.set("seen", seen);
  const response = await fetch(asked, {
    headers: { "If-None-Match": `W/"${newsState || state}"` },
    cache: "no-store",
  }).catch(() => null);
  /* A page of something between has another ETag, or none. */
  const etag = response?.headers.get("ETag")?.match(/^W\/"(.+)"$/);
  if (response?.status !== 200 || !etag) return;
  const news = (await response.text()).trim();
  /* Meanwhile new results may have arrived, or somebody may have begun to type. */
  if (byId("etat")?.dataset.seen !== seen || addressNow() !== askedFrom || isTypingNow()) return;
  byId("nouvelles").dataset.state = etag[1];
  showNews(news);
}

/* New results hold what was offered. */
document.addEventListener("htmx:afterSwap", (event) => {
  const box = byId("nouvelles");
  if (event.detail.target.id !== "resultats" || !box) return;
  if (box.contains(document.activeElement)) byId("compte").focus({ preventScroll: true });
  delete box.dataset.state;
  showNews("");
});

if (byId("nouvelles")) {
  setInterval(askForNews, NEWS_CHECK_MS);
  document.addEventListener("visibilitychange", askForNews);
}
