// Copies the text of the element a button names, and says so.
const SAID_MS = 2000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    say(button);
  } catch {
    // Without permission the text is at least selected, ready for Ctrl-C.
    getSelection().selectAllChildren(source);
  }
});

function say(button) {
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  if (before === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  setTimeout(() => { label.textContent = before; }, SAID_MS);
}
