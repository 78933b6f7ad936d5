// Asks now and then whether the page's numbers are still the newest; an unchanged answer is 304.
const EVERY_MS = 60_000;

for (const part of document.querySelectorAll("[data-live]")) {
  const notice = part.querySelector("[data-live-notice]");
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(part.dataset.live, {
      headers: { "If-None-Match": part.dataset.liveVersion }, cache: "no-store",
    }).catch(() => null);
    if (answer?.status !== 200) return;
    clearInterval(timer);
    notice.hidden = false;
  }, EVERY_MS);
}
