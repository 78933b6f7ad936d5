// The search dialog: Ctrl-K opens it, typing narrows the pages and asks the server for more.
const dialog = document.querySelector("[data-search]");
const WAIT_MS = 150;

if (dialog) begin(dialog);

function begin(dialog) {
  const input = dialog.querySelector("[data-search-input]");
  const list = dialog.querySelector("[role=listbox]");
  const none = dialog.querySelector("[data-search-none]");
  const pages = [...list.querySelectorAll("[data-search-option]")];
  let timer = 0;
  let asked = 0;

  const shown = () => [...list.children].filter((option) => !option.hidden);

  function choose(option) {
    for (const other of list.children) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function narrow() {
    const words = input.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const page of pages) {
      const text = page.textContent.toLocaleLowerCase();
      page.hidden = !words.every((word) => text.includes(word));
    }
    settle();
  }

  function settle() {
    none.hidden = shown().length > 0;
    choose(shown()[0]);
  }

  async function ask() {
    const query = input.value.trim();
    const turn = ++asked;
    const results = query.length > 1 ? await fetchResults(dialog.dataset.searchUrl, query) : [];
    if (turn !== asked) return;
    list.querySelectorAll("[data-search-found]").forEach((option) => option.remove());
    list.append(...results.map(optionOf));
    settle();
  }

  input.addEventListener("input", () => {
    narrow();
    clearTimeout(timer);
    if (dialog.dataset.searchUrl) timer = setTimeout(ask, WAIT_MS);
  });

  input.addEventListener("keydown", (event) => {
    const options = shown();
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") choose(options[(now + 1) % options.length]);
    else if (event.key === "ArrowUp") choose(options.at(now - 1));
    else if (event.key === "Enter") options[now]?.click();
    else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });

  // Also when a button opened it: start afresh, with the words ready to be typed over.
  new MutationObserver(() => {
    if (!dialog.open) return;
    input.select();
    narrow();
  }).observe(dialog, { attributeFilter: ["open"] });
}

async function fetchResults(url, query) {
  try {
    const answer = await fetch(`${url}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? (await answer.json()).results : [];
  } catch {
    return [];
  }
}

function optionOf(result, index) {
  const option = document.createElement("a");
  Object.assign(option, { className: "palette__option", href: result.url, id: `search-found-${index}`, tabIndex: -1 });
  option.setAttribute("role", "option");
  option.dataset.searchFound = "";
  for (const [name, text] of [["truncate", result.label], ["push", result.hint ?? ""]]) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    option.append(part);
  }
  return option;
}
