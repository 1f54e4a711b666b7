// Keeps the code on a screen and the list of who joined fresh without a full reload. Without this file a plain reload
// does the same. What is live is named by data-live; the page itself is asked for it again.

const OFTEN = 5_000; // who joined
const SOONEST = 1_000;

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store", redirect: "follow" });
  if (!answer.ok || answer.redirected) { location.reload(); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${place.dataset.live}"]`);
    if (!fresh || fresh.outerHTML === place.outerHTML || place.contains(document.activeElement)) continue;
    place.replaceWith(document.adoptNode(fresh));
  }
}

function wait() {
  const seconds = Number(document.querySelector("[data-seconds]")?.dataset.seconds ?? Infinity);
  setTimeout(turn, Math.max(SOONEST, Math.min(OFTEN, seconds * 1000)));
}

async function turn() {
  if (!document.hidden) await refresh().catch(() => {}); // no signal: the next turn asks again
  wait();
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh().catch(() => {}); });
wait();
