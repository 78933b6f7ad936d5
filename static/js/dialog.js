// Opens and closes native dialogs by attributes; the drawer goes back to its skeleton when it closes.
const bodies = new Map();

for (const body of document.querySelectorAll("[data-drawer-body]")) bodies.set(body, body.innerHTML);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener && !isForNewTab(event)) return open(opener, event);
  const dialog = event.target.closest("dialog[data-dialog]");
  if (!dialog) return undefined;
  if (event.target === dialog && isOutside(event, dialog)) leave(dialog);
  else if (event.target.closest("[data-dialog-close]")) leave(dialog);
  return undefined;
});

// What was typed into a form that asks for it is not thrown away without a question.
document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-unsaved]");
  const dialog = form?.closest("dialog[data-dialog]");
  if (dialog) dialog.dataset.unsaved = form.dataset.unsaved;
});

const mayLeave = (dialog) => !dialog.dataset.unsaved || confirm(dialog.dataset.unsaved);

function leave(dialog) {
  if (mayLeave(dialog)) dialog.close();
}

// Before the browser closes it: of a second Esc in a row it would tell nobody.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("[popover]:popover-open")) return;
  const dialog = [...document.querySelectorAll("dialog[data-dialog][data-unsaved]")].find((one) => one.open);
  if (!dialog) return;
  event.preventDefault();
  leave(dialog);
});

const isForNewTab = (event) => event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0;

function open(opener, event) {
  const dialog = document.getElementById(opener.dataset.dialogOpen);
  if (!dialog) return;
  if (opener.matches("a[href]")) event.preventDefault();
  opener.closest("[popover]:popover-open")?.hidePopover();
  if (!dialog.open) dialog.showModal();
}

function isOutside({ clientX: x, clientY: y }, dialog) {
  const box = dialog.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

document.addEventListener("close", (event) => {
  delete event.target.dataset?.unsaved;
  const body = event.target.querySelector?.("[data-drawer-body]");
  if (body) body.innerHTML = bodies.get(body);
}, true);

// After a failed submit the summary of errors is read first.
document.querySelector("[data-focus-first]")?.focus();
// A dialog whose form came back with errors is open again.
document.querySelector("dialog[data-dialog-show]:not([open])")?.showModal();
