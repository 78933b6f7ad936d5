// The panel of a tile: refusals are shown in it, what is wrong takes the focus, and fields that mean
// nothing for what is chosen step back.
const SHOWN = [409, 422];

document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (!target.closest?.(".panel-form") || !SHOWN.includes(detail.xhr.status)) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

// An address that differs in its fragment alone would not be loaded again.
document.addEventListener("tile-saved", ({ detail }) => {
  const to = new URL(detail.url, location.href);
  if (to.pathname !== location.pathname || to.search !== location.search) return location.assign(to);
  location.hash = to.hash;
  return location.reload();
});

function adjust(form) {
  const span = form.elements.span;
  const days = form.querySelector("[data-panel-days]");
  if (days && span) days.hidden = span.value !== "custom";
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-panel]");
  if (form) adjust(form);
});

document.addEventListener("htmx:load", ({ target }) => {
  for (const form of target.parentElement?.querySelectorAll("form[data-panel]") ?? []) adjust(form);
  target.querySelector?.("[data-focus-first]")?.focus();
});

for (const form of document.querySelectorAll("form[data-panel]")) adjust(form);
