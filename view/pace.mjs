// How fast a page is: when it has opened, and how long each step takes until it is painted. Needs Chromium and node 20 or later.
//
//   node --experimental-websocket view/pace.mjs PAGE.html [STEPS]

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [page, steps = "300"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "pace-"));
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--remote-debugging-port=0", "--window-size=1280,1000", `--user-data-dir=${folder}`];
const browser = spawn(process.env.CHROMIUM ?? "chromium", [...flags, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });

// Where the browser listens, as it says itself.
const listens = await new Promise((found, lost) => {
  let said = "";
  browser.stderr.on("data", (data) => {
    said += data;
    const at = /DevTools listening on ws:\/\/([^/]+)\//.exec(said);
    if (at) found(at[1]);
  });
  browser.on("exit", () => lost(new Error(said)));
});

const [tab] = (await (await fetch(`http://${listens}/json`)).json()).filter((target) => target.type === "page");
const socket = new WebSocket(tab.webSocketDebuggerUrl);
await new Promise((open) => socket.addEventListener("open", open));
const waiting = new Map();
socket.addEventListener("message", ({ data }) => {
  const { id, result, method } = JSON.parse(data);
  waiting.get(id ?? method)?.(result);
});
let count = 0;
const ask = (method, params = {}) => new Promise((told) => {
  count += 1;
  waiting.set(count, told);
  socket.send(JSON.stringify({ id: count, method, params }));
});
const evaluate = async (expression) => (await ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })).result.value;

await ask("Performance.enable", { timeDomain: "threadTicks" });
await ask("Page.enable");
const loaded = new Promise((done) => waiting.set("Page.loadEventFired", done));
await ask("Page.navigate", { url: pathToFileURL(resolve(page)).href });
await loaded;
// The page has opened when its first frame is painted.
const opened = await evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))");

// Steps one after the other. A step begins with its frame, and is over when that is painted: a message that is sent in a frame comes after it.
const stepping = (key) => `(async () => {
  const times = [];
  for (let step = 0; step < ${steps}; step += 1) {
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "${key}", bubbles: true }));
    const began = await new Promise(requestAnimationFrame);
    const { port1, port2 } = new MessageChannel();
    const painted = new Promise((done) => { port1.onmessage = done; });
    port2.postMessage(null);
    await painted;
    times.push(performance.now() - began);
  }
  return times.sort((one, other) => one - other);
})()`;
const share = (times, part) => times[Math.min(Math.floor(times.length * part), times.length - 1)].toFixed(1);
// What the page's own thread has computed so far, in milliseconds, whatever else the machine does meanwhile.
const computed = async () => {
  const { metrics } = await ask("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
  return { all: of("TaskDuration"), script: of("ScriptDuration"), style: of("RecalcStyleDuration"), layout: of("LayoutDuration") };
};
const told = (before, after, count) => Object.keys(after).map((name) => `${((after[name] - before[name]) / count).toFixed(1)} ms ${name}`).join(", ");
console.log(`opened in ${Math.round(opened)} ms (computed: ${told({ all: 0, script: 0, style: 0, layout: 0 }, await computed(), 1)})`);
for (const [name, key] of [["an event on", "ArrowRight"], ["ten events on", "PageDown"], ["an event back", "ArrowLeft"]]) {
  const before = await computed();
  const times = await evaluate(stepping(key));
  const each = told(before, await computed(), times.length);
  console.log(`${name}: half of the steps in ${share(times, 0.5)} ms, 19 in 20 in ${share(times, 0.95)} ms, the slowest in ${share(times, 1)} ms (computed: ${each})`);
}
browser.kill();
await new Promise((gone) => browser.on("exit", gone));
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
