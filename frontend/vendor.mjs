// Copies the named files of others, with their licences, into static/vendor/<name>-<version>/
// and writes vendor.json with their SHA-256, so that a test sees when one of them changed.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "..", "static", "vendor");

const versionOf = (pkg) => JSON.parse(readFileSync(join(modules, pkg, "package.json"))).version;

function room(name, pkg) {
  const folder = join(vendor, `${name}-${versionOf(pkg)}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const copy = (pkg, from, folder, to) => cpSync(join(modules, pkg, from), join(folder, to));

function bringHtmx() {
  const folder = room("htmx", "htmx.org");
  copy("htmx.org", "dist/htmx.min.js", folder, "htmx.min.js");
  copy("htmx.org", "LICENSE", folder, "LICENSE");
}

function bringInter() {
  const pkg = "@fontsource-variable/inter";
  const folder = room("inter", pkg);
  for (const subset of ["latin", "latin-ext"]) {
    copy(pkg, `files/inter-${subset}-wght-normal.woff2`, folder, `inter-${subset}.woff2`);
  }
  copy(pkg, "LICENSE", folder, "LICENSE");
}

// The same letters for what is printed: typst reads no woff2.
function bringPrintedInter() {
  const pkg = "@expo-google-fonts/inter";
  const folder = room("inter-print", pkg);
  for (const [weight, name] of [["400", "400Regular"], ["600", "600SemiBold"]]) {
    copy(pkg, `${name}/Inter_${name}.ttf`, folder, `inter-${weight}.ttf`);
  }
  copy(pkg, "LICENSE_FONT", folder, "LICENSE");
}

function symbol(name) {
  const source = readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  const shapes = source.match(/<(path|circle|rect|line|polyline)\b[^>]*\/>/g)
    .filter((shape) => !shape.includes('stroke="none" d="M0 0h24v24H0z"'));
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" `
    + `stroke-linecap="round" stroke-linejoin="round">${shapes.join("")}</symbol>`;
}

function bringIcons() {
  const folder = room("tabler-icons", "@tabler/icons");
  const names = JSON.parse(readFileSync(join(here, "icons.json")));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${names.map(symbol).join("\n")}\n</svg>\n`;
  writeFileSync(join(folder, "sprite.svg"), sprite);
  copy("@tabler/icons", "LICENSE", folder, "LICENSE");
}

async function bringEcharts() {
  const folder = room("echarts", "echarts");
  await build({
    entryPoints: [join(here, "echarts.entry.mjs")],
    outfile: join(folder, "echarts.custom.min.js"),
    bundle: true, minify: true, format: "esm", target: "es2022", legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"', __DEV__: "false" },
  });
  copy("echarts", "LICENSE", folder, "LICENSE");
  copy("echarts", "NOTICE", folder, "NOTICE");
  copy("zrender", "LICENSE", folder, "LICENSE.zrender");
  copy("tslib", "LICENSE.txt", folder, "LICENSE.tslib");
}

function filesBelow(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

function writeHashes() {
  const hash = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
  const entries = filesBelow(vendor).map((path) => [relative(vendor, path), hash(path)]);
  writeFileSync(join(vendor, "vendor.json"), JSON.stringify(Object.fromEntries(entries), null, 2) + "\n");
}

rmSync(vendor, { recursive: true, force: true });
bringHtmx();
bringInter();
bringPrintedInter();
bringIcons();
await bringEcharts();
writeHashes();
