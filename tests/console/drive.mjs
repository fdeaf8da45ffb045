// The console in a real browser: every page checked for access, markup and strict CSP; a request worked to its close.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [server, executablePath] = process.argv.slice(2);
const pictures = process.env.CONSOLE_PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const validator = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: { "long-title": "off", "require-sri": "off", "tel-non-breaking": "off" },
});
const faults = [];
const figures = { pages: 0, axe: 0, html: 0, checks: 0 };

function check(right, what) {
  figures.checks += 1;
  if (!right) faults.push(what);
}

// RFC 6238 with SHA-1, 30 s and six digits.
function totp(secret, step) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

async function start() {
  const child = spawn(server, [], { stdio: ["pipe", "pipe", "inherit"] });
  const line = await new Promise((found, failed) => {
    createInterface({ input: child.stdout }).once("line", found);
    child.once("exit", (code) => failed(new Error(`the console ended with ${code}`)));
  });
  return { child, facts: JSON.parse(line) };
}

async function look(page, name) {
  figures.pages += 1;
  const html = await page.evaluate(() => fetch(location.href).then((answer) => answer.text()));
  check(html.includes(`<title>${(await page.title()).slice(0, 8)}`), `${name}: another page came back`);
  const report = await validator.validateString(html);
  for (const result of report.results) {
    for (const one of result.messages) {
      figures.html += 1;
      faults.push(`${name}: html-validate ${one.ruleId} line ${one.line}: ${one.message}`);
    }
  }
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  for (const one of found.violations) {
    if (one.impact !== "serious" && one.impact !== "critical") continue;
    figures.axe += 1;
    faults.push(`${name}: axe ${one.id}: ${one.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  }
  await fits(page, name);
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function fits(page, name) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  check(over <= 0, `${name}: ${over} px wider than the window`);
}

async function both_widths(page, name) {
  await look(page, name);
  await page.setViewportSize({ width: 320, height: 800 }); // 1280 px at 400 % (WCAG 1.4.10)
  await fits(page, `${name} at 320`);
  if (pictures) {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.screenshot({ path: `${pictures}/${name}-400.png`, fullPage: true });
    await page.pdf({ path: `${pictures}/${name}.pdf` });
  }
  await page.setViewportSize({ width: 1280, height: 1000 });
}

let steps = {}; // of each person's codes: one works once
async function sign_in(page, facts, who) {
  await page.goto(`${facts.origin}/sign-in`);
  await page.fill("[name=sign-in]", who);
  await page.fill("[name=password]", facts.password);
  const now = Math.floor(Date.now() / 30000);
  const step = Math.max(now - 1, (steps[who] ?? 0) + 1);
  if (step > now + 1) throw new Error(`no fresh code for ${who}`);
  steps[who] = step;
  await page.fill("[name=code]", totp(facts.secrets[who], step));
  await page.click("main button[type=submit]");
}

async function says(page, text, where) {
  check((await page.textContent("body")).includes(text), `${where}: does not say "${text}"`);
}

// A worker's day, by keyboard and mouse, with or without JavaScript: the console has none of its own.
async function work(page, facts, id, name) {
  await sign_in(page, facts, "worker");
  check(new URL(page.url()).pathname === "/queue", `${name}: signed in to ${page.url()}`);
  check(/^\d+ urgent, \d+ overdue: Queue/.test(await page.title()), `${name}: title ${await page.title()}`);
  await page.goto(`${facts.origin}/request/${id}`);
  await page.click("text=Take this request");
  await says(page, "You have this request now.", name);
  if (!(await page.isVisible("#contact-note"))) await page.click("#do-contact");
  await page.check("#channel-call");
  await page.check("#outcome-spoke");
  await page.fill("#contact-note", "He will come on Saturday.");
  await page.click("text=Save the contact");
  await says(page, "The contact is recorded.", name);
  if (name === "scripts-on") await both_widths(page, "request-mine");
  await page.click("#do-accept");
  await page.click("button:has-text('Accept')");
  await says(page, "The request is accepted.", name);
  await page.click("#do-close");
  await page.check("#close-supported");
  await page.click("button:has-text('Close the request')");
  await says(page, "The request is closed.", name);
  if (name === "scripts-on") await both_widths(page, "request-closed");
  await page.click("text=Sign out");
  check(new URL(page.url()).pathname === "/sign-in", `${name}: after signing out at ${page.url()}`);
}

async function errors(page, facts) {
  await page.goto(`${facts.origin}/request/${facts.requests.comes}`);
  await page.click("text=Take this request");
  await page.click("#do-close");
  await page.click("button:has-text('Close the request')");
  await says(page, "There is a problem", "close without an outcome");
  await look_here(page, "request-error");
  await page.goto(`${facts.origin}/nowhere`);
  await both_widths(page, "not-found");
}

// A page that a form answered: its own source, since loading the address again would show another.
async function look_here(page, name) {
  const report = await validator.validateString(await page.content());
  for (const result of report.results) {
    for (const one of result.messages.filter((m) => !["attr-quotes", "doctype-style", "void-style"].includes(m.ruleId))) {
      figures.html += 1;
      faults.push(`${name}: html-validate ${one.ruleId} line ${one.line}: ${one.message}`);
    }
  }
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  figures.pages += 1;
  for (const one of found.violations.filter((v) => v.impact === "serious" || v.impact === "critical")) {
    figures.axe += 1;
    faults.push(`${name}: axe ${one.id}`);
  }
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

async function every_page(page, facts) {
  await page.goto(`${facts.origin}/sign-in`);
  await both_widths(page, "sign-in");
  await page.fill("[name=sign-in]", "worker");
  await page.fill("[name=password]", "not the pass phrase");
  await page.fill("[name=code]", "000000");
  await page.click("main button[type=submit]");
  await says(page, "There is a problem", "wrong sign-in");
  await look_here(page, "sign-in-error");
  await sign_in(page, facts, "manager");
  const paths = { queue: "/queue", "queue-none": "/queue?state=closed", "queue-page-2": "/queue?page=2" };
  for (const [word, id] of Object.entries(facts.requests)) paths[`request-${word}`] = `/request/${id}`;
  Object.assign(paths, { person: "/needs-a-person", kiosks: "/kiosks", audit: "/audit", account: "/account" });
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(facts.origin + path);
    check((await page.locator("h1").count()) === 1, `${name}: not one h1`);
    await both_widths(page, name);
  }
  check((await page.title()) !== "taken", "a father's words ran as a script");
  await errors(page, facts);
  await page.click("text=Sign out");
  await sign_in(page, facts, "empty");
  await both_widths(page, "queue-empty");
  await page.click("text=Sign out");
}

// Every control can be reached and seen to be reached by Tab alone.
async function keyboard(page, facts) {
  await sign_in(page, facts, "plain");
  await page.goto(`${facts.origin}/queue`);
  const seen = new Set();
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || style.borderWidth !== "0px";
      return { name: one.tagName + (one.textContent || one.getAttribute("name")).trim().slice(0, 40), shown };
    });
    if (at.name.startsWith("BODY")) break;
    check(at.shown, `keyboard: no visible focus on ${at.name}`);
    seen.add(at.name);
  }
  check(seen.has("ASkip to main content"), "keyboard: no skip link");
  check([...seen].some((name) => name.startsWith("AATRG")), `keyboard: the first request cannot be reached`);
  await page.click("text=Sign out");
}

async function main() {
  if (pictures) mkdirSync(pictures, { recursive: true });
  const { child, facts } = await start();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const without = await browser.newContext({ javaScriptEnabled: false });
    const page = await without.newPage();
    const plain = await browser.newContext();
    const scripted = await plain.newPage();
    const complaints = [];
    scripted.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    scripted.on("pageerror", (error) => complaints.push(error.message));
    await every_page(scripted, facts);
    await work(scripted, facts, facts.requests.plain, "scripts-on");
    await keyboard(scripted, facts);
    await work(page, facts, facts.requests.urdu, "scripts-off");
    const unexpected = complaints.filter((line) => !/status of (401|404|422)/.test(line));
    check(unexpected.length === 0, `the browser complained: ${unexpected.slice(0, 3).join("; ")}`);
  } catch (error) {
    faults.push(`stopped: ${error.stack}`); // what was found before it is told too
  } finally {
    await browser.close();
    child.stdin.end();
  }
  for (const fault of faults) console.log(`FAULT ${fault}`);
  console.log(
    `console in a browser: ${figures.pages} page views, ${figures.axe} serious axe faults, ` +
      `${figures.html} html faults, ${figures.checks} checks, ${faults.length} faults`,
  );
  process.exit(faults.length === 0 ? 0 : 1);
}

await main();
