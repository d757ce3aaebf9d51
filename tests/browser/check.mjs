// Every report in a real browser: no error, no request that leaves the page, both languages by the switch, tables that sort, nothing
// wider than the window on a phone, a screen and printed on A4, nothing serious for an accessibility checker, in light and dark.
// usage: node check.mjs BROWSER TOOLS REPORTS    (TOOLS: where playwright-core and axe-core are installed)

import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [browserPath, tools, reports] = process.argv.slice(2);
const require = createRequire(resolve(tools, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const WIDTHS = [360, 1280];
/** A4 without its margins (page.css), in pixels of CSS. */
const PAPER = Math.floor((210 - 2 * 15) / 25.4 * 96);
/** Runs here are small: at a scenario's own size a page is a tenth larger, and 3 MB must hold it. */
const MOST_BYTES = 2_000_000;
/** Reports looked at side by side. */
const AT_ONCE = 2;
const mistakes = [];

/** Elements that reach beyond the window, unless something around them scrolls; on paper nothing does. */
function overflowing() {
  const wide = document.documentElement.clientWidth;
  const scrolls = (element) => matchMedia("print").matches ? null : element.closest(".scroll, .sideways, pre");
  const found = [];
  for (const element of document.querySelectorAll("div.page:not([hidden]) *")) {
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > wide + 1 || box.left < -1) && !element.closest(".hidden")) {
      const around = scrolls(element);
      if (!around || around === element) found.push(`${element.tagName}.${element.getAttribute("class")} ends at ${box.right}`);
    }
  }
  if (document.documentElement.scrollWidth > wide) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  return found.slice(0, 3);
}

/** Sorts every table by every column, and says which are not sorted. */
function unsorted() {
  const wrong = [];
  for (const table of document.querySelectorAll("div.page:not([hidden]) table.sortable")) {
    [...table.querySelectorAll("thead button")].forEach((button, column) => {
      button.click();
      const values = [...table.tBodies[0].rows].map((row) => row.cells[column].dataset.v).filter((value) => value !== undefined);
      const sorted = values.map(Number).every((value, place, all) => place === 0 || all[place - 1] <= value);
      if (!sorted || button.parentElement.getAttribute("aria-sort") !== "ascending") wrong.push(button.textContent);
    });
  }
  return wrong;
}

/** Leaves of every table the first rows of its first groups, which stand for all others, and of every picture its label: the checker
 * takes a minute for all. */
function thin() {
  document.querySelectorAll("tbody:nth-of-type(n + 3), tbody tr:nth-child(n + 5), svg.chart > *").forEach((element) => element.remove());
}

/** Takes the other language out of the page, as the checker goes through what is hidden, too; and puts it back. */
function alone() {
  const [hidden, place] = [document.querySelector("div.page[hidden]"), document.createComment("")];
  hidden.replaceWith(place);
  window.together = () => place.replaceWith(hidden);
}

async function serious(page) {
  // The checker is put in from outside the page, whose policy lets no other script run.
  await page.evaluate(axe);
  await page.evaluate(alone);
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"] }));
  await page.evaluate(() => window.together());
  const grave = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
  return grave.map((one) => `${one.id}: ${one.nodes.slice(0, 2).map((node) => `${node.target} ${node.failureSummary.split("\n")[1] ?? ""}`).join("; ")}`);
}

/** Presses the switch of languages and waits until the other one, which lies in the page squeezed, is there. */
async function switched(page) {
  const before = await page.evaluate(() => document.documentElement.lang);
  await page.click("div.page:not([hidden]) [data-say]");
  await page.waitForFunction((lang) => document.documentElement.lang !== lang, before);
}

async function look(context, file, name, place) {
  const wrong = (what, list) => list.forEach((one) => mistakes.push(`${name}, ${what}: ${one}`));
  if (statSync(file).size > MOST_BYTES) wrong("size", [`${statSync(file).size} bytes`]);
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  page.on("console", (message) => message.type() === "error" && wrong("console", [message.text()]));
  page.on("pageerror", (error) => wrong("script", [String(error)]));
  page.on("dialog", (dialog) => { wrong("dialog", [dialog.message()]); dialog.dismiss(); });
  page.on("request", (request) => request.url() !== url && !request.url().startsWith("data:") && wrong("request", [request.url()]));
  await page.goto(url);
  const first = await page.evaluate(() => document.documentElement.lang);
  for (const turn of [0, 1]) {
    const lang = await page.evaluate(() => document.documentElement.lang);
    const shown = await page.evaluate(() => [...document.querySelectorAll("div.page")].filter((one) => !one.hidden).map((one) => one.lang));
    if (shown.length !== 1 || shown[0] !== lang || (turn === 1) !== (lang !== first)) wrong("language", [`${shown} while ${lang}`]);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      wrong(`${lang} at ${width}`, await page.evaluate(overflowing));
    }
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: PAPER, height: 900 });
    wrong(`${lang} on A4`, await page.evaluate(overflowing));
    await page.emulateMedia({ media: "screen" });
    wrong(`${lang} sorting`, await page.evaluate(unsorted));
    await switched(page);
  }
  await page.evaluate(thin);
  for (const turn of [0, 1]) {
    // Each colour scheme in one of the languages, the other way round in the next report.
    await page.emulateMedia({ colorScheme: (turn + place) % 2 ? "dark" : "light" });
    const lang = await page.evaluate(() => document.documentElement.lang);
    wrong(`${lang} axe`, await serious(page));
    await switched(page);
  }
  const dark = await page.evaluate(() => {
    const paper = () => getComputedStyle(document.body).backgroundColor;
    const before = paper();
    document.querySelector("div.page:not([hidden]) [data-theme-switch]").click();
    return before === paper();
  });
  if (dark) wrong("colours", ["the switch changes nothing"]);
  await page.close();
}

const names = readdirSync(reports).filter((name) => existsSync(resolve(reports, name, "report.html"))).sort();
if (names.length === 0) throw new Error(`no reports in ${reports}`);
const began = Date.now();
const browser = await chromium.launch({
  executablePath: browserPath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ bypassCSP: false });
const left = [...names.entries()];
async function some() {
  for (let next = left.shift(); next; next = left.shift()) await look(context, resolve(reports, next[1], "report.html"), next[1], next[0]);
}
await Promise.all(Array.from({ length: AT_ONCE }, some));
await browser.close();
mistakes.forEach((mistake) => console.error(mistake));
console.log(`${names.length} reports, ${mistakes.length} mistakes, ${Math.round((Date.now() - began) / 1000)} s`);
process.exit(mistakes.length === 0 ? 0 : 1);
