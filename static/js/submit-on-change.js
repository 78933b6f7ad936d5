// A select or checkbox marked data-submit-on-change sends its form; a button does it without scripts.
// Arrows change a closed select at each press, so by keys one chooses in peace: the button comes back.
const BUTTON = "[data-submit-fallback]";
let keyed = null;

document.addEventListener("keydown", ({ target }) => { keyed = target; });
document.addEventListener("pointerdown", () => { keyed = null; });

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-submit-on-change]")) return;
  const button = target.form?.querySelector(BUTTON);
  if (button && keyed === target && target.matches("select")) button.hidden = false;
  else target.form?.requestSubmit();
});

const hide = (part) => part.querySelectorAll?.(BUTTON).forEach((button) => { button.hidden = true; });
hide(document);
document.addEventListener("htmx:load", ({ target }) => hide(target));
