// Says before an upload that a file is too large, and during it how far it is.
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!field.matches("[data-max-bytes]")) return;
  const isTooLarge = field.files[0]?.size > Number(field.dataset.maxBytes);
  field.setCustomValidity(isTooLarge ? field.dataset.tooLarge : "");
  field.reportValidity();
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const part = event.target.querySelector?.("[data-upload-progress]");
  if (!part || !event.detail.lengthComputable) return;
  part.hidden = false;
  part.querySelector("progress").value = (100 * event.detail.loaded) / event.detail.total;
});
