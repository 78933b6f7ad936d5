// A select or checkbox marked data-submit-on-change sends its form; a button does it without scripts.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form?.requestSubmit();
});

for (const button of document.querySelectorAll("[data-submit-fallback]")) button.hidden = true;
