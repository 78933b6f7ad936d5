// Reads {"url", "locale"} a line and answers each with a line of JSON: what the scanner complains of,
// which answers it found, and which cookies were there after each of them that need consent.
import { registerHooks } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, program, ...args] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${folder}/node_modules/${path}`).href);

// The scanner knows eight languages; the ninth is put into its own lists as it is loaded.
const TAUGHT = {
  "scanner/consent-modal.js": [
    ["const PATTERNS_BY_LOCALE = {", " da: { accept: /\\baccepter alle\\b/i, reject: /\\bafvis alle\\b/i, preferences: /\\bgem mine valg\\b/i },"],
  ],
  "analyzers/wording.js": [
    ['{ key: "purposes", patterns: [', "/formål/i, "],
    ['{ key: "third-parties", patterns: [', "/tredjepart/i, "],
    ['{ key: "withdrawal", patterns: [', "/trække dit samtykke tilbage/i, "],
  ],
};

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const name = Object.keys(TAUGHT).find((end) => url.endsWith(`gdpr-cookie-scanner/dist/${end}`));
    for (const [place, words] of TAUGHT[name] ?? []) {
      const [before, after, ...more] = String(loaded.source).split(place);
      if (after === undefined || more.length) throw new Error(`${place} is no longer where Danish can be taught`);
      loaded.source = before + place + words + after;
    }
    return loaded;
  },
});

const { chromium } = await load("playwright/index.mjs");
const launch = chromium.launch.bind(chromium);
chromium.launch = (options) =>
  launch({ ...options, executablePath: program, chromiumSandbox: false, args: [...options.args, ...args] });
const { scan } = await load("@slashgear/gdpr-cookie-scanner/dist/index.js");

const optional = (cookies, when) =>
  cookies.filter((one) => one.capturedAt === when && (one.requiresConsent || one.name === "usage")).map((one) => one.name);

for await (const line of createInterface({ input: process.stdin })) {
  const { url, locale } = JSON.parse(line);
  const told = await scan(url, { locale });
  const issues = told.compliance.issues.map((one) => `${one.type}: ${one.description} (${one.evidence})`);
  console.log(JSON.stringify({
    issues,
    errors: told.errors,
    answers: told.modal.buttons.map((one) => one.type),
    after_reject: optional(told.cookiesAfterReject, "after-reject"),
    after_accept: optional(told.cookiesAfterAccept, "after-accept"),
  }));
}
