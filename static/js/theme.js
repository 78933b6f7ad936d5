// Keeps the choice of light, dark or system in a cookie the server reads, and applies it at once.
const root = document.documentElement;
const YEAR = 60 * 60 * 24 * 365;

function apply(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax${secure}`;
  mark(theme);
  document.dispatchEvent(new CustomEvent("themechange"));
}

function mark(theme) {
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === theme));
  }
}

for (const choice of document.querySelectorAll("[data-theme-choice]")) choice.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-value]");
  if (button) apply(button.dataset.themeValue);
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("themechange"));
});
