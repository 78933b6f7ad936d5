// Times stand in the workspace's zone; hovering adds the reader's own, and "relative" ones count on.
const lang = document.documentElement.lang || undefined;
// English in the order in which the pages write dates.
const locale = lang === "en" ? "en-GB" : lang;
const own = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const ago = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];
const MINUTE_MS = 60000;
// "1,184 days ago" tells nobody a day; the date itself does.
const LONGEST_S = 14 * 86400;

function relative(at) {
  const seconds = (at - Date.now()) / 1000;
  if (Math.abs(seconds) > LONGEST_S) return null;
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return ago.format(unit === "second" ? 0 : Math.round(seconds / size), unit);
}

function dress(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.valueOf())) return;
  time.dataset.zoned ??= time.title;
  time.title = `${time.dataset.zoned}\n${own.format(at)} (${ownZone})`;
  if (time.dataset.localTime === "relative") time.textContent = relative(at) ?? time.textContent;
}

const dressAll = (root) => root.querySelectorAll("time[data-local-time]").forEach(dress);

dressAll(document);
document.addEventListener("htmx:load", (event) => dressAll(event.target));
setInterval(() => dressAll(document), MINUTE_MS);
