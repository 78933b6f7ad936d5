// Reads questions from stdin, {"url", "formFactor"} a line, and answers each with a line of JSON:
// {"scores": {category: 0..1}, "complaints": ["audit: title (places)"]}. The browser at the port
// that is given is asked as it is, with its cookies.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, port] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${folder}/node_modules/lighthouse/${path}`).href);
const { default: lighthouse } = await load("core/index.js");
const { default: desktop } = await load("core/config/desktop-config.js");

const places = (audit) =>
  (audit.details?.items ?? [])
    .map((item) => item.node?.selector ?? item.url ?? item.description ?? item.source ?? "")
    .filter(Boolean)
    .slice(0, 3)
    .join(", ");

for await (const line of createInterface({ input: process.stdin })) {
  const { url, formFactor, categories, left } = JSON.parse(line);
  const flags = {
    port: Number(port),
    logLevel: "silent",
    disableStorageReset: true,
    onlyCategories: categories,
    skipAudits: left,
  };
  try {
    const config = formFactor === "desktop" ? desktop : undefined;
    const { lhr } = await lighthouse(url, flags, config);
    const scores = {};
    const complaints = lhr.runtimeError ? [`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`] : [];
    for (const category of Object.values(lhr.categories)) {
      scores[category.id] = category.score;
      for (const { id, weight } of category.auditRefs) {
        const audit = lhr.audits[id];
        const counts = weight > 0 && audit.score !== null && audit.score < 1;
        if (counts) complaints.push(`${id}: ${audit.title} (${places(audit)})`);
      }
    }
    console.log(JSON.stringify({ scores, complaints, address: lhr.finalDisplayedUrl }));
  } catch (error) {
    console.log(JSON.stringify({ scores: {}, complaints: [String(error)], address: url }));
  }
}
