// The workbench in a browser: it is opened from the disk and from a server, and used as people use it (pages.sh).

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [program, page, pictures] = process.argv.slice(2);

// How long anything on the page may take; a machine that is busy takes longer.
const PATIENCE = 60_000;

// A browser that is told what to do through a pipe, in the words of the DevTools protocol.
class Browser {
  constructor(profile) {
    const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", `--user-data-dir=${profile}`, ...quiet];
    this.child = spawn(program, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.asked = new Map();
    this.complaints = [];
    this.count = 0;
    let rest = "";
    this.child.stdio[4].setEncoding("utf8").on("data", (data) => {
      const messages = (rest + data).split("\0");
      rest = messages.pop();
      for (const message of messages) this.hear(JSON.parse(message));
    });
  }

  hear({ id, result, error, method, params }) {
    if (id) {
      const { resolve: answer, reject } = this.asked.get(id);
      this.asked.delete(id);
      return error ? reject(new Error(error.message)) : answer(result);
    }
    if (method === "Runtime.exceptionThrown") this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Log.entryAdded" && params.entry.level === "error") this.complaints.push(params.entry.text);
    // A page within the page, or a worker, complains too.
    if (method === "Target.attachedToTarget") for (const domain of ["Runtime", "Log"]) this.say(`${domain}.enable`, {}, params.sessionId).catch(() => {});
  }

  say(method, params = {}, sessionId = this.session) {
    const id = ++this.count;
    return new Promise((answer, reject) => {
      this.asked.set(id, { resolve: answer, reject });
      this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  async open(address, { width = 1280, height = 900, dark = false } = {}) {
    const { targetId } = await this.say("Target.createTarget", { url: "about:blank" }, undefined);
    this.session = (await this.say("Target.attachToTarget", { targetId, flatten: true }, undefined)).sessionId;
    for (const domain of ["Page", "Runtime", "Log"]) await this.say(`${domain}.enable`);
    await this.say("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    await this.say("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.say("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }] });
    await this.say("Page.navigate", { url: address });
  }

  async value(expression) {
    const { result, exceptionDetails } = await this.say("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // Waits until the verdict says something.
  async until(what) {
    const end = Date.now() + PATIENCE;
    let said = "";
    while (Date.now() < end) {
      said = (await this.value(`document.getElementById("state")?.textContent ?? ""`)) ?? "";
      if (what.test(said)) return said;
      if (/does not begin|broken down/.test(said)) break;
      await new Promise((go) => setTimeout(go, 50));
    }
    throw new Error(`the page says "${said}", and should say ${what}; it complains: ${this.complaints.join("; ") || "of nothing"}`);
  }

  async type(text) {
    await this.value(`document.getElementById("field").select()`);
    await this.say("Input.insertText", { text });
  }

  async press(key, modifiers = 0) {
    for (const type of ["keyDown", "keyUp"]) await this.say("Input.dispatchKeyEvent", { type, key, code: key, modifiers });
  }

  async picture(name) {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    const { data } = await this.say("Page.captureScreenshot");
    writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, "base64"));
  }

  // Nothing on the page is wider than the page.
  async fits() {
    const [wide, page_] = await this.value(`[document.documentElement.scrollWidth, document.documentElement.clientWidth]`);
    assert.ok(wide <= page_, `the page is ${wide} wide, and ${page_} are to be seen`);
  }
}

const CONTROL = 2;
const FAILING = 'title "It drops"\ncartridge T1 at=L1.slot.1\nfault L1.transport drop\nann MountNtmsMedia T1 expect=ERROR_SUCCESS\n';

async function used(browser, address, looks, name) {
  await browser.open(address, looks);
  await browser.until(/can run/);
  assert.equal(await browser.value(`document.getElementById("field").value.startsWith("title")`), true, "a story is there");
  await browser.fits();
  await browser.picture(`${name}-opened`);

  await browser.type('title "typed"\nlibrary L1 slot=8\nann MountNtmsMedai T1\n');
  assert.match(await browser.until(/cannot run/), /2 mistakes/);
  assert.match(await browser.value(`document.getElementById("mistakes").textContent`), /did you mean `slots`\?/);
  assert.equal(await browser.value(`document.querySelector(".marks u").textContent`), "slot");
  await browser.press("F8");
  assert.equal(await browser.value(`(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.getElementById("field"))`), "slot");
  await browser.fits();
  await browser.picture(`${name}-mistakes`);

  await browser.type(FAILING);
  await browser.until(/can run/);
  await browser.press("Enter", CONTROL);
  assert.match(await browser.until(/passed|failed/), /failed: line 4/);
  assert.equal(await browser.value(`document.querySelector(".marks u").textContent`), FAILING.split("\n")[3], "the statement is marked");
  await browser.fits();
  await browser.value(`document.querySelector("#state button").click()`);
  // The page of the run draws itself within the next moments.
  await new Promise((go) => setTimeout(go, 1500));
  await browser.picture(`${name}-run`);

  const behind = await browser.value(`location.hash`);
  assert.match(behind, /^#kdl=/);
  await browser.open(`${address}${behind}`, looks);
  await browser.until(/can run/);
  assert.equal(await browser.value(`document.getElementById("field").value`), FAILING, "the link holds the scenario");
  await browser.open(`${address}#kdl=AAAA`, looks);
  await browser.until(/holds no scenario/);
  assert.deepEqual(browser.complaints, [], "the page complains of nothing");
}

const profile = mkdtempSync(join(tmpdir(), "workbench-"));
const server = createServer((asked, answer) => {
  if (asked.url !== "/") return answer.writeHead(404).end();
  answer.writeHead(200, { "Content-Type": "text/html" }).end(readFileSync(page));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const browser = new Browser(profile);
try {
  const { href } = pathToFileURL(resolve(page));
  await used(browser, href, { dark: true }, "disk-wide-dark");
  await used(browser, `http://127.0.0.1:${server.address().port}/`, {}, "server-wide-light");
  await used(browser, href, { width: 390, height: 844 }, "disk-narrow-light");
  if (pictures) await used(browser, href, { width: 390, height: 844, dark: true }, "disk-narrow-dark");
  console.log("the workbench does in a browser what it should, from a disk and from a server");
} finally {
  browser.child.kill();
  server.close();
  await new Promise((gone) => browser.child.once("exit", gone));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
