// Moves and resizes the tiles of a board by pointer and by keyboard, and writes their places into the
// form's fields. What settles them is analytics/dashboards/settling.py, done the same way here.
const COLUMNS = 12;
const TALLEST = 12;
const LOWEST = 999;

const form = document.querySelector("[data-board-form]");
const board = document.querySelector("[data-board]");
const live = document.querySelector("[data-board-live]");

const clamp = (least, value, most) => Math.max(least, Math.min(value, most));
const reading = (a, b) => a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1);
const isAcross = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w;

function within(tile) {
  const { leastW, leastH } = elementOf(tile.id).dataset;
  const w = clamp(Number(leastW), tile.w, COLUMNS);
  return { ...tile, w, h: clamp(Number(leastH), tile.h, TALLEST), x: clamp(0, tile.x, COLUMNS - w), y: clamp(0, tile.y, LOWEST) };
}

// Each as high as those before it in the list leave room.
function stacked(tiles) {
  const heights = new Array(COLUMNS).fill(0);
  return tiles.map((tile) => {
    const y = Math.max(...heights.slice(tile.x, tile.x + tile.w));
    heights.fill(y + tile.h, tile.x, tile.x + tile.w);
    return { ...tile, y };
  });
}

// The tile that moves is put before the first one beneath it whose upper half it reaches.
function settled(tiles, moved) {
  const ordered = tiles.map(within).sort(reading);
  const others = stacked(ordered.filter((tile) => tile.id !== moved));
  const tile = ordered.find((one) => one.id === moved);
  if (tile) {
    const before = others.findIndex((one) => isAcross(tile, one) && 2 * tile.y < 2 * one.y + one.h);
    others.splice(before < 0 ? others.length : before, 0, tile);
  }
  return stacked(others).sort(reading);
}

const fieldOf = (name, id) => form.querySelector(`[name="${name}-${CSS.escape(id)}"]`);
const elementOf = (id) => document.getElementById(`tile-${id}`);
const numberOf = (name, id) => Number(fieldOf(name, id).value) || 1;

function read() {
  return [...board.querySelectorAll("[data-board-tile]")].map(({ dataset: { boardTile: id } }) => ({
    id, x: numberOf("x", id) - 1, y: numberOf("y", id) - 1, w: numberOf("w", id), h: numberOf("h", id),
  }));
}

function write(tiles) {
  for (const { id, x, y, w, h } of tiles) {
    Object.entries({ x: x + 1, y: y + 1, w, h }).forEach(([name, value]) => { fieldOf(name, id).value = value; });
    const { style } = elementOf(id);
    const digits = { c: Math.floor(y / 100), d: Math.floor(y / 10) % 10, e: y % 10 };
    Object.entries({ x, w, h, ...digits }).forEach(([name, value]) => style.setProperty(`--${name}`, value));
  }
}

let isChanged = false;

function markChanged() {
  isChanged = true;
  document.querySelector("[data-board-changed]")?.removeAttribute("hidden");
}

const isSame = (a, b) => ["x", "y", "w", "h"].every((name) => a[name] === b[name]);

// Settles with one tile changed; true where any tile stands otherwise afterwards.
function change(id, changes, start = read()) {
  const before = read();
  const after = settled(start.map((tile) => (tile.id === id ? { ...tile, ...changes } : tile)), id);
  const differs = after.some((tile) => !isSame(tile, before.find((one) => one.id === tile.id)));
  if (differs) { write(after); markChanged(); }
  return differs;
}

function say(id) {
  const tile = read().find((one) => one.id === id);
  const title = elementOf(id).querySelector("[data-board-title]").textContent.trim();
  const words = { title, x: tile.x + 1, y: tile.y + 1, w: tile.w, h: tile.h };
  live.textContent = form.dataset.said.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// A row at a time may not be enough to pass a tall neighbour: it goes on until something changes.
function move(id, [right, down]) {
  const tile = read().find((one) => one.id === id);
  for (let far = 1; far <= (down ? 2 * TALLEST : 1); far += 1) {
    const y = tile.y + down * far;
    if (y < 0) return;
    if (change(id, { x: tile.x + right, y })) return;
  }
}

function resize(id, [right, down]) {
  const tile = read().find((one) => one.id === id);
  change(id, { w: clamp(1, tile.w + right, COLUMNS - tile.x), h: tile.h + down });
}

function onKey(event) {
  const grip = event.target.closest("[data-board-grip]");
  const step = STEPS[event.key];
  if (!grip || !step) return;
  event.preventDefault();
  const { boardTile: id } = grip.closest("[data-board-tile]").dataset;
  (event.shiftKey ? resize : move)(id, step);
  say(id);
  grip.scrollIntoView({ block: "nearest" });
}

// How wide a column and how high a row is, with the gap to the next.
function cell() {
  const style = getComputedStyle(board);
  const gap = parseFloat(style.columnGap);
  return { across: (board.clientWidth + gap) / COLUMNS, down: parseFloat(style.gridAutoRows) + parseFloat(style.rowGap) };
}

function onPointer(event) {
  const handle = event.target.closest("[data-board-grip], [data-board-corner]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  const element = handle.closest("[data-board-tile]");
  const { boardTile: id } = element.dataset;
  const isResize = handle.matches("[data-board-corner]");
  const start = read();
  const tile = start.find((one) => one.id === id);
  const { across, down } = cell();
  const from = { x: event.pageX, y: event.pageY };
  const onMove = (moved) => {
    const right = Math.round((moved.pageX - from.x) / across);
    const lower = Math.round((moved.pageY - from.y) / down);
    const changes = isResize
      ? { w: clamp(1, tile.w + right, COLUMNS - tile.x), h: clamp(1, tile.h + lower, TALLEST) }
      : { x: clamp(0, tile.x + right, COLUMNS - tile.w), y: Math.max(0, tile.y + lower) };
    change(id, changes, start);
  };
  const onEnd = () => {
    element.classList.remove("is-moving");
    handle.removeEventListener("pointermove", onMove);
    say(id);
  };
  element.classList.add("is-moving");
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener("pointermove", onMove);
  handle.addEventListener("lostpointercapture", onEnd, { once: true });
  if (!isResize) handle.focus({ preventScroll: true });
}

if (form && board) {
  for (const handle of board.querySelectorAll("[data-board-grip], [data-board-corner]")) handle.hidden = false;
  board.addEventListener("keydown", onKey);
  board.addEventListener("pointerdown", onPointer);
  board.addEventListener("change", (event) => {
    const id = event.target.closest("[data-board-tile]")?.dataset.boardTile;
    if (!id || !event.target.matches("input[type=number]")) return;
    write(settled(read(), id));
    markChanged();
    say(id);
  });
  form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
}
