// Narrows a list in the page to the entries that hold every typed word.
document.addEventListener("input", (event) => {
  const id = event.target.dataset?.filterList;
  if (!id) return;
  const words = event.target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const entry of document.getElementById(id).children) {
    const text = (entry.dataset.filterText ?? entry.textContent).toLocaleLowerCase();
    entry.hidden = !words.every((word) => text.includes(word));
    left += entry.hidden ? 0 : 1;
  }
  const none = document.querySelector(`[data-filter-none="${CSS.escape(id)}"]`);
  if (none) none.hidden = left > 0;
});
