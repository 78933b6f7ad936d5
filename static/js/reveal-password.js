// Lets a password be seen while it is typed, and hides it again before it is sent.
function prepare(root) {
  for (const button of root.querySelectorAll("[data-reveal] > button")) button.hidden = false;
}

function show(button, isShown) {
  button.previousElementSibling.type = isShown ? "text" : "password";
  button.textContent = isShown ? button.dataset.hide : button.dataset.show;
  button.setAttribute("aria-pressed", String(isShown));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal] > button");
  if (button) show(button, button.getAttribute("aria-pressed") !== "true");
});

document.addEventListener("submit", (event) => {
  event.target.querySelectorAll("[data-reveal] > button").forEach((button) => show(button, false));
});

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));
