// Draws each <figure data-chart> from the JSON beside it, in the colours of the page's tokens.
const OTHER_AFTER = 6;
const WIDE_PX = 520;
// The mean width of a letter in the words of a chart.
const GLYPH_PX = 6.5;
const AXIS_PX = 56;
const charts = new Map();
let library;

const tokenProbe = document.createElement("span");

function token(name) {
  // A custom property holds its text; only a real property resolves light-dark().
  tokenProbe.hidden = true;
  tokenProbe.style.color = `var(--${name})`;
  if (!tokenProbe.isConnected) document.body.append(tokenProbe);
  return getComputedStyle(tokenProbe).color;
}

function palette() {
  const series = [1, 2, 3, 4, 5, 6].map((n) => token(`series-${n}`));
  const names = ["text", "text-soft", "text-faint", "line", "line-control", "chart-grid", "chart-band", "surface", "surface-raised", "line-strong", "bad"];
  return { series, ...Object.fromEntries(names.map((name) => [name, token(name)])) };
}

// English dates stand in the order in which the pages write them: day, month, year.
function localeOf(data) {
  const locale = data.locale || document.documentElement.lang || undefined;
  return locale === "en" ? "en-GB" : locale;
}

// As the language writes them, with the marks that the reader or the workspace chose.
function numbers(data, options) {
  const format = new Intl.NumberFormat(localeOf(data), options);
  const marks = { group: data.group, decimal: data.decimal };
  return (value) => format.formatToParts(value).map((part) => marks[part.type] ?? part.value).join("");
}

// In full as in tooltips and tables, or short as on an axis: with the letters that cards use, too.
function formatter(data, isShort) {
  const kinds = {
    rate: { style: "percent", maximumFractionDigits: isShort ? 1 : 2 },
    ratio: { maximumFractionDigits: 2 },
    duration: { maximumFractionDigits: 1 },
    money: data.currency && !isShort ? { style: "currency", currency: data.currency, currencyDisplay: "code" } : { maximumSignificantDigits: 3 },
  };
  const format = numbers(data, kinds[data.format] ?? { maximumFractionDigits: isShort ? 2 : 0 });
  // A small price, such as that of a click, has parts of a cent; a sum of money never.
  const isPrice = data.is_price && data.format === "money" && data.currency && !isShort;
  const small = isPrice ? numbers(data, { ...kinds.money, maximumFractionDigits: 4 }) : format;
  const after = data.format === "ratio" ? "×" : "";
  const scale = isShort && data.format !== "rate" ? data.scale ?? [] : [];
  return (value) => {
    if (value === null || value === undefined) return "–";
    const [size, letter] = scale.find(([size]) => Math.abs(value) >= size) ?? [1, ""];
    const shown = Math.abs(value) < 10 ? small : format;
    return `${shown(value / size)}${letter}${after}`;
  };
}

function dayLabel(data, isLong) {
  const locale = localeOf(data);
  if (data.x_kind === "category") return (x) => x;
  if (data.x_step === "month") {
    const months = new Intl.DateTimeFormat(locale, { month: isLong ? "long" : "short", year: "numeric", timeZone: "UTC" });
    return (x) => months.format(new Date(`${x}T00:00:00Z`));
  }
  const format = new Intl.DateTimeFormat(locale, isLong
    ? { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }
    : { day: "numeric", month: "short", timeZone: "UTC" });
  return (x) => format.format(new Date(`${x}T00:00:00Z`));
}

const frame = (colours) => ({
  animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
  animationDuration: 120,
  animationDurationUpdate: 120,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colours["text-soft"] },
});

function axes(data, colours, isBar) {
  const label = { color: colours["text-faint"], fontSize: 12, hideOverlap: true };
  return {
    grid: { left: 8, right: 16, top: data.marks?.length ? 28 : 12, bottom: 8, containLabel: true },
    xAxis: {
      type: "category", data: data.x, boundaryGap: isBar,
      axisLine: { lineStyle: { color: colours["line-strong"] } }, axisTick: { show: false },
      axisLabel: { ...label, formatter: dayLabel(data, false), margin: 12 },
      axisPointer: { label: { show: false } },
    },
    yAxis: {
      type: "value", splitNumber: 4, axisLine: { show: false }, axisTick: { show: false },
      splitLine: { lineStyle: { color: colours["chart-grid"] } },
      axisLabel: { ...label, formatter: formatter(data, true) },
    },
  };
}

function tooltip(data, colours) {
  const value = formatter(data, false);
  const day = dayLabel(data, true);
  return {
    trigger: "axis", renderMode: "richText", confine: true, padding: [8, 12], transitionDuration: 0,
    backgroundColor: colours["surface-raised"], borderColor: colours["line-strong"], borderWidth: 1,
    textStyle: { color: colours.text, fontSize: 12.5, lineHeight: 19, fontFamily: getComputedStyle(document.body).fontFamily },
    axisPointer: { type: "line", lineStyle: { color: colours["line-control"], type: "solid", width: 1 } },
    formatter: (items) => {
      const at = items[0].axisValue;
      const shown = items.filter((item) => !item.seriesId?.startsWith("_") && !isAbsent(item, data));
      const lines = shown.map((item) => `${item.seriesName}  ${value(item.value)}${bandText(item, data, value)}`);
      return [day(at), ...lines, ...(data.doubted?.[at] ? [data.doubted[at]] : []), ...(data.notes?.[at] ? [data.notes[at]] : [])].join("\n");
    },
  };
}

// Most days are settled: of them nothing is foretold, which is no gap.
const isAbsent = (item, data) => item.seriesName === data.settled?.name && (item.value ?? null) === null;

function bandText(item, data, value) {
  if (item.seriesName !== data.settled?.name || !data.band) return "";
  return ` (${value(data.band.low[item.dataIndex])} – ${value(data.band.high[item.dataIndex])})`;
}

const HATCH_PX = 8;

function hatch(colour) {
  const d = `M-2,2l4,-4M0,${HATCH_PX}l${HATCH_PX},-${HATCH_PX}M${HATCH_PX - 2},${HATCH_PX + 2}l4,-4`;
  const attrs = { d, stroke: colour, "stroke-width": 1.25, fill: "none" };
  return { svgElement: { tag: "path", key: "hatch", attrs }, svgWidth: HATCH_PX, svgHeight: HATCH_PX };
}

// From the last settled day on: the line that leads to an unsettled day is not settled either.
function unsettledArea(data, colours) {
  const first = data.unsettled_from ? data.x.indexOf(data.unsettled_from) : -1;
  if (first < 0) return undefined;
  return {
    silent: true, itemStyle: { color: hatch(colours["line-strong"]) },
    data: [[{ xAxis: data.x[Math.max(0, first - 1)] }, { xAxis: data.x.at(-1) }]],
  };
}

// What happened on a day is no fault of it: dashed and quiet, with its number in the list beneath.
const note = (colours) => ({ lineStyle: { color: colours["text-faint"], type: [2, 3], width: 1 } });

function marks(data, colours, width) {
  if (!data.marks?.length) return undefined;
  const isNamed = withRoom(data, width);
  return {
    symbol: "none", lineStyle: { color: colours.bad, type: "solid", width: 1 },
    label: { color: colours["text-soft"], fontSize: 12, position: "end", distance: 6, formatter: "{b}" },
    data: data.marks.map((mark) => ({
      xAxis: mark.x, name: isNamed(mark) ? mark.label : "", url: mark.url, ...towards(data, mark), ...(mark.is_note ? note(colours) : {}),
    })),
  };
}

// Of marks that stand close to each other the first is named; the list beneath names them all.
function withRoom(data, width) {
  let free = -Infinity;
  const named = [...data.marks].sort((a, b) => data.x.indexOf(a.x) - data.x.indexOf(b.x)).filter((mark) => {
    const [from, to] = extent(data, mark, width);
    if (from < free) return false;
    free = to + GLYPH_PX;
    return true;
  });
  return (mark) => named.includes(mark);
}

// From where to where the words of a mark lie, in pixels.
function extent(data, mark, width) {
  const at = placeOf(data, mark) * width;
  const length = mark.label.length * GLYPH_PX;
  const side = towards(data, mark).label?.align ?? "center";
  const from = { left: at, center: at - length / 2, right: at - length }[side];
  return [from, from + length];
}

const placeOf = (data, mark) => data.x.indexOf(mark.x) / Math.max(data.x.length - 1, 1);

// Near an edge the words of a mark lie to its inner side, or they would be cut off.
function towards(data, mark) {
  const place = placeOf(data, mark);
  if (place > 0.85) return { label: { align: "right" } };
  return place >= 0 && place < 0.1 ? { label: { align: "left" } } : {};
}

function bandSeries(data, colours) {
  if (!data.band) return [];
  const base = { type: "line", stack: "_band", symbol: "none", silent: true, lineStyle: { opacity: 0 }, z: 1 };
  const height = data.band.high.map((high, i) => (high === null ? null : high - data.band.low[i]));
  return [
    { ...base, id: "_low", data: data.band.low },
    { ...base, id: "_high", data: height, areaStyle: { color: colours["chart-band"] } },
  ];
}

// What the young days will settle at: dashed in the colour of the line that leads there.
function settledSeries(data, colours) {
  if (!data.settled) return [];
  return [{
    type: "line", name: data.settled.name, data: data.settled.values, symbol: "none", z: 4,
    lineStyle: { color: colours.series[0], width: 1.5, type: [2, 3] }, itemStyle: { color: colours.series[0] },
  }];
}

// Days whose sums differ from their source's stand marked on the axis.
function doubtedSeries(data, colours) {
  const days = Object.keys(data.doubted ?? {});
  if (!days.length) return [];
  return [{
    type: "scatter", id: "_doubted", data: days.map((day) => [day, 0]), symbol: "triangle", symbolSize: 9,
    itemStyle: { color: colours.bad }, silent: true, z: 6,
  }];
}

// Holidays are quiet dots on the axis; the tooltip and the table have their names.
function holidaySeries(data, colours) {
  if (!data.holidays?.length) return [];
  return [{
    type: "scatter", id: "_holidays", data: data.holidays.map((day) => [day, 0]), symbol: "circle", symbolSize: 6,
    itemStyle: { color: colours["text-faint"] }, silent: true, z: 5,
  }];
}

function previousSeries(data, colours) {
  if (!data.previous) return [];
  // Between categories there is nothing that a line could lead through.
  if (data.x_kind === "category") {
    return [{
      type: "bar", name: data.previous.name, data: data.previous.values, barMaxWidth: 12, z: 2, emphasis: { disabled: true },
      itemStyle: { color: colours["line-control"], borderRadius: [3, 3, 0, 0] },
    }];
  }
  return [{
    type: "line", name: data.previous.name, data: data.previous.values, symbol: "none", z: 2,
    lineStyle: { color: colours["line-control"], width: 1.5, type: [4, 4] }, itemStyle: { color: colours["line-control"] },
  }];
}

function lineSeries(data, colours, many, isDirect, width) {
  return data.series.slice(0, OTHER_AFTER).map((series, i) => ({
    type: "line", name: series.name, data: series.values, z: 5 - i / 10, connectNulls: false,
    showSymbol: data.x.length < 3, symbolSize: 6, symbol: "circle",
    stack: data.stacked ? "all" : undefined,
    areaStyle: data.stacked || (!many && !data.band) ? { opacity: data.stacked ? 0.5 : 0.08 } : undefined,
    lineStyle: { width: 2, color: colours.series[i] }, itemStyle: { color: colours.series[i] },
    endLabel: isDirect
      ? { show: true, formatter: "{a}", color: colours["text-soft"], fontSize: 12, distance: 6, width: 100, overflow: "truncate" } : undefined,
    labelLayout: { moveOverlap: "shiftY" },
    emphasis: { disabled: true },
    markArea: i === 0 ? unsettledArea(data, colours) : undefined,
    markLine: i === 0 ? marks(data, colours, width) : undefined,
  }));
}

// Names stand at the ends of the lines where there is room, all reach the last day, and none lies on another; else the
// key has them.
const isWhole = (series) => (series.values.at(-1) ?? null) !== null;
// Of the height of the chart, what a line of text takes.
const LABEL_SHARE = 0.08;

function areApart(shown) {
  const values = shown.flatMap((series) => series.values);
  const height = Math.max(...values) - Math.min(0, ...values);
  const ends = shown.map((series) => series.values.at(-1)).sort((a, b) => a - b);
  return ends.every((end, i) => i === 0 || end - ends[i - 1] >= height * LABEL_SHARE);
}

function isLabelled(data) {
  const shown = data.series.slice(0, OTHER_AFTER);
  return shown.length > 1 && !data.stacked && shown.every(isWhole) && areApart(shown);
}

function lineOptions(data, colours, canvas) {
  const width = canvas.clientWidth;
  const many = data.series.length > 1;
  const options = { ...frame(colours), ...axes(data, colours, false), tooltip: tooltip(data, colours) };
  const isDirect = isLabelled(data) && width >= WIDE_PX;
  if (isDirect) options.grid.right = 112;
  options.series = [...bandSeries(data, colours), ...lineSeries(data, colours, many, isDirect, width), ...settledSeries(data, colours), ...previousSeries(data, colours), ...holidaySeries(data, colours), ...doubtedSeries(data, colours)];
  return options;
}

// Names of categories are all shown: in lines beneath their bars, or, where these are too narrow
// for that, at the left of bars that lie.
const ROW_PX = 26;
const LEAST_ROW_PX = 17;

function isLying(data, canvas) {
  if (data.x_kind !== "category") return false;
  const band = (canvas.clientWidth - AXIS_PX) / Math.max(data.x.length, 1);
  const lines = Math.max(...data.x.map((name) => Math.ceil((name.length * GLYPH_PX) / band)));
  const word = Math.max(...data.x.flatMap((name) => name.split(" ")).map((part) => part.length));
  return (lines > 3 || word * GLYPH_PX > band) && hasRoomToLie(data, canvas);
}

// A tile has the height that it was given; everywhere else a chart takes what its rows need.
function hasRoomToLie(data, canvas) {
  const bars = data.stacked ? 1 : Math.min(data.series.length, OTHER_AFTER);
  const needed = data.x.length * Math.max(ROW_PX, bars * 12 + 8) + 32;
  if (!canvas.closest(".board__tile")) {
    if (canvas.clientHeight < needed) canvas.style.height = `${needed}px`;
    return true;
  }
  return (canvas.clientHeight - 32) / data.x.length >= LEAST_ROW_PX;
}

function laidDown(options, data, canvas) {
  const { xAxis, yAxis } = options;
  const width = Math.round(Math.min(190, canvas.clientWidth * 0.36));
  options.grid = { ...options.grid, top: 4 };
  options.yAxis = { ...xAxis, inverse: true, axisLabel: { ...xAxis.axisLabel, margin: 8, width, overflow: "truncate", interval: 0 } };
  options.xAxis = yAxis;
  // As in a funnel: the comparison is a thin bar beneath.
  if (data.previous) {
    const [previous, ...rest] = options.series;
    options.series = [...rest, { ...previous, barMaxWidth: 5 }];
  }
  for (const series of options.series) series.itemStyle.borderRadius = data.stacked ? 0 : [0, 3, 3, 0];
}

function barOptions(data, colours, canvas) {
  const options = { ...frame(colours), ...axes(data, colours, true), tooltip: tooltip(data, colours) };
  const unsettled = data.x.indexOf(data.unsettled_from);
  const decal = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -Math.PI / 4, color: colours.surface };
  options.series = [...previousSeries(data, colours), ...data.series.slice(0, OTHER_AFTER).map((series, i) => ({
    type: "bar", name: series.name, stack: data.stacked ? "all" : undefined, barMaxWidth: 36, z: 3,
    data: series.values.map((value, at) => (unsettled >= 0 && at >= unsettled ? { value, itemStyle: { decal } } : value)),
    itemStyle: { color: colours.series[i], borderRadius: data.stacked ? 0 : [3, 3, 0, 0] },
    emphasis: { disabled: true },
    markLine: i === 0 ? marks(data, colours, canvas.clientWidth) : undefined,
  }))];
  if (data.x_kind !== "category") return options;
  if (isLying(data, canvas)) laidDown(options, data, canvas);
  else {
    const width = Math.max(24, Math.floor((canvas.clientWidth - AXIS_PX) / Math.max(data.x.length, 1)) - 6);
    Object.assign(options.xAxis.axisLabel, { interval: 0, width, overflow: "break", lineHeight: 15, hideOverlap: data.x.length * 24 > canvas.clientWidth });
  }
  return options;
}

// A funnel as bars from one side: lengths compare better than the areas of a cone. At the right
// the number, and beneath it its share of the step before; a thin bar is the comparison.
function funnelOptions(data, colours) {
  const value = formatter(data, false);
  const share = numbers(data, { style: "percent", maximumSignificantDigits: 3 });
  const steps = data.series[0].values;
  const before = data.previous?.values ?? [];
  const words = (_name, i) => `{n|${value(steps[i])}}${i > 0 && steps[i - 1] && steps[i] !== null ? `\n{s|${share(steps[i] / steps[i - 1])}}` : ""}`;
  const bare = { type: "category", inverse: true, data: data.x, axisLine: { show: false }, axisTick: { show: false } };
  const rich = { n: { color: colours.text, fontSize: 14, fontWeight: 600, lineHeight: 17, align: "right" }, s: { color: colours["text-soft"], fontSize: 12, lineHeight: 16, align: "right" } };
  const bar = { type: "bar", barMinHeight: 2, emphasis: { disabled: true } };
  const previous = data.previous ? [{ ...bar, name: data.previous.name, data: before, barWidth: 4, itemStyle: { color: colours["line-control"], borderRadius: 2 } }] : [];
  return {
    ...frame(colours),
    tooltip: { ...tooltip(data, colours), axisPointer: { type: "none" } },
    grid: { left: 0, right: 0, top: 4, bottom: 4, containLabel: true },
    xAxis: { type: "value", show: false, min: 0, max: Math.max(1, ...steps, ...before) },
    yAxis: [
      { ...bare, axisLabel: { color: colours.text, fontSize: 13, margin: 12 } },
      { ...bare, position: "right", axisLabel: { formatter: words, rich, align: "right", margin: 56 } },
    ],
    series: [
      { ...bar, name: data.series[0].name, data: steps, barWidth: 18, barGap: "30%", itemStyle: { color: colours.series[0], borderRadius: 3 } },
      ...previous,
    ],
  };
}

const OPTIONS = { line: lineOptions, bar: barOptions, funnel: funnelOptions };

const dataOf = (figure) => JSON.parse(document.getElementById(figure.dataset.chartSource).textContent);

function drawKey(figure, data) {
  const key = figure.querySelector("[data-chart-key]");
  const shape = figure.dataset.chart === "bar" ? " chart__swatch--bar" : "";
  const entries = data.series.slice(0, OTHER_AFTER).map((series, i) => [series.name, `chart__swatch chart__swatch--${i + 1}${shape}`]);
  if (data.settled) entries.push([`${data.settled.name}${data.band?.name ? ` (${data.band.name})` : ""}`, "chart__swatch chart__swatch--settled"]);
  if (data.previous) entries.push([data.previous.name, `chart__swatch chart__swatch--previous${data.x_kind === "category" ? shape : ""}`]);
  if (data.unsettled_from && data.x.includes(data.unsettled_from)) {
    entries.push([figure.querySelector("[data-chart-table]").dataset.labelUnsettled, "chart__swatch chart__swatch--unsettled"]);
  }
  if (Object.keys(data.doubted ?? {}).length) {
    entries.push([figure.querySelector("[data-chart-table]").dataset.labelDoubted, "chart__swatch chart__swatch--doubted"]);
  }
  if (data.holidays?.length) {
    entries.push([figure.querySelector("[data-chart-table]").dataset.labelHoliday, "chart__swatch chart__swatch--holiday"]);
  }
  if (!key || entries.length < 2) return;
  key.replaceChildren(...entries.map(([name, className]) => {
    const item = document.createElement("li");
    const swatch = document.createElement("span");
    swatch.className = className;
    item.append(swatch, name);
    return item;
  }));
  key.hidden = false;
}

function cell(tag, text, isNumber) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (isNumber) element.className = "is-number";
  if (tag === "th") element.scope = isNumber === undefined ? "row" : "col";
  return element;
}

function row(cells) {
  const element = document.createElement("tr");
  element.append(...cells);
  return element;
}

function drawTable(figure, data) {
  const region = figure.querySelector("[data-chart-table]");
  if (!region || region.childElementCount) return;
  const value = formatter(data, false);
  const day = dayLabel(data, true);
  const columns = [...data.series, ...bandColumns(data), ...(data.previous ? [data.previous] : [])];
  const first = data.x_kind === "category" ? region.dataset.labelStep : region.dataset.labelX;
  const table = document.createElement("table");
  table.className = "table";
  table.createTHead().append(row([cell("th", first, false), ...columns.map((one) => cell("th", one.name, true))]));
  table.createTBody().append(...data.x.map((x, i) => row([
    cell("th", [day(x), ...remarks(data, x, region)].join(", ")),
    ...columns.map((one) => cell("td", one.values[i] === null ? region.dataset.labelNull : value(one.values[i]), true)),
  ])));
  region.append(table);
}

function bandColumns(data) {
  if (!data.settled) return [];
  const { name } = data.settled;
  return [data.settled, { name: `${name}, ≥`, values: data.band.low }, { name: `${name}, ≤`, values: data.band.high }];
}

function remarks(data, x, region) {
  const unsettled = data.unsettled_from && x >= data.unsettled_from ? [region.dataset.labelUnsettled] : [];
  return [...unsettled, ...(data.doubted?.[x] ? [data.doubted[x]] : []), ...(data.notes?.[x] ? [data.notes[x]] : [])];
}

async function draw(figure) {
  const canvas = figure.querySelector("[data-chart-canvas]");
  const options = OPTIONS[figure.dataset.chart];
  if (!canvas || !options || charts.has(figure)) return;
  const data = dataOf(figure);
  drawKey(figure, data);
  drawTable(figure, data);
  charts.set(figure, null);
  library ??= import(document.querySelector("meta[name=echarts]").content);
  const echarts = await library;
  const chart = echarts.init(canvas, null, { renderer: "svg" });
  charts.set(figure, chart);
  // The page's own words in its own language; the numbers themselves are in the table beneath.
  const description = figure.querySelector("figcaption").innerText.replace(/\s+/g, " ");
  const paint = () => {
    const isWide = canvas.clientWidth >= WIDE_PX;
    const isDirect = isWide && figure.dataset.chart === "line" && isLabelled(data) && !data.previous;
    figure.querySelector("[data-chart-key]")?.toggleAttribute("data-chart-direct", isDirect);
    chart.setOption({ ...options(data, palette(), canvas), aria: { enabled: true, label: { description } } }, true);
  };
  figure.addEventListener("chart:paint", paint);
  paint();
  watchSize(canvas, chart, paint);
  if (data.chooses_day) chooseDay(chart, data);
  // The list beneath has the same links for the keyboard.
  chart.on("click", ({ componentType, data: mark }) => {
    if (componentType === "markLine" && mark?.url) location.assign(mark.url);
  });
}

// A day that is clicked is one to write something about; by keyboard the form beneath does the same.
function chooseDay(chart, data) {
  chart.getZr().on("click", ({ offsetX, offsetY }) => {
    if (!chart.containPixel("grid", [offsetX, offsetY])) return;
    const [at] = chart.convertFromPixel({ seriesIndex: 0 }, [offsetX, offsetY]);
    const day = data.x[Math.round(at)];
    const field = document.querySelector("[data-note-day]");
    if (!day || !field) return;
    field.value = day;
    field.focus();
  });
}

// What is named and how depends on the width: it is drawn anew where that has changed by some letters.
function watchSize(canvas, chart, paint) {
  const step = () => Math.round(canvas.clientWidth / 40);
  let was = step();
  new ResizeObserver(() => {
    chart.resize();
    if (step() !== was) paint();
    was = step();
  }).observe(canvas);
}

function drawAll(root) {
  for (const figure of root.querySelectorAll("figure[data-chart]")) draw(figure);
}

function sweep() {
  for (const [figure, chart] of charts) {
    if (figure.isConnected) continue;
    chart?.dispose();
    charts.delete(figure);
  }
}

drawAll(document);
document.addEventListener("htmx:load", (event) => { sweep(); drawAll(event.target.parentElement ?? document); });
document.addEventListener("themechange", () => {
  for (const figure of charts.keys()) figure.dispatchEvent(new CustomEvent("chart:paint"));
});
