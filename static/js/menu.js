// Places a popover menu at its button and lets the arrow keys walk through it.
const GAP = 4;
const EDGE = 8;
const focusable = "a[href], button:not([disabled]), input:not([type=hidden]), select";

const openerOf = (menu) => document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);

function place(menu) {
  const at = openerOf(menu)?.getBoundingClientRect();
  if (!at) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight - EDGE;
  const fitsAbove = at.top - GAP - height >= EDGE;
  const alignEnd = at.left + width > innerWidth - EDGE;
  const left = alignEnd ? at.right - width : at.left;
  const top = below || !fitsAbove ? at.bottom + GAP : at.top - GAP - height;
  menu.style.margin = "0";
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches("[data-menu]")) return;
  openerOf(menu)?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open") place(menu);
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  const opener = event.target.closest?.("[popovertarget]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  if (menu && !event.target.matches("input, select")) walk(menu, step, event);
  else if (opener) enter(opener, event);
});

function walk(menu, step, event) {
  const items = [...menu.querySelectorAll(focusable)];
  const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
  items[next]?.focus();
  event.preventDefault();
}

function enter(opener, event) {
  const menu = document.getElementById(opener.getAttribute("popovertarget"));
  if (!menu?.matches("[data-menu]")) return;
  if (!menu.matches(":popover-open")) menu.showPopover({ source: opener });
  menu.querySelector(focusable)?.focus();
  event.preventDefault();
}

addEventListener("resize", () => {
  for (const menu of document.querySelectorAll("[data-menu]:popover-open")) place(menu);
});
