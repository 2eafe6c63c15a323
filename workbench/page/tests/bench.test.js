import assert from "node:assert/strict";
import { test } from "node:test";

import { Bench } from "../bench.js";

// A worker that notes what it is told, and answers when the test says so.
class Worker {
  static made = [];
  constructor() {
    this.told = [];
    this.isEnded = false;
    Worker.made.push(this);
  }
  postMessage(message) {
    this.told.push(message);
  }
  terminate() {
    this.isEnded = true;
  }
  answer(place, said) {
    this.onmessage({ data: { id: this.told[place].id, ...said } });
  }
}

async function begun() {
  Worker.made = [];
  const bench = new Bench(() => new Worker(), { module: "m" });
  Worker.made[0].answer(0, { answer: null });
  await Promise.resolve();
  return bench;
}

test("each question has its answer, whatever the order", async () => {
  const bench = await begun();
  const one = bench.ask("check", { text: "a" });
  const two = bench.ask("view", { text: "b" });
  const [worker] = Worker.made;
  assert.deepEqual(worker.told.map(({ what }) => what), ["begin", "check", "view"]);
  worker.answer(2, { answer: 2 });
  worker.answer(1, { answer: 1 });
  assert.deepEqual(await Promise.all([one, two]), [1, 2]);
});

test("after a panic whoever waits hears of it, and another worker begins", async () => {
  const bench = await begun();
  const one = bench.ask("check", {});
  const two = bench.ask("view", {});
  Worker.made[0].answer(1, { trouble: "a panic" });
  await assert.rejects(one, /a panic/);
  await assert.rejects(two, /a panic/);
  assert.ok(Worker.made[0].isEnded);
  assert.deepEqual(Worker.made[1].told, [{ id: 4, what: "begin", module: "m" }]);
  Worker.made[1].answer(0, { answer: null });
  const three = bench.ask("check", {});
  Worker.made[1].answer(1, { answer: 3 });
  assert.equal(await three, 3);
});

test("what does not begin is not begun again and again", async () => {
  Worker.made = [];
  const bench = new Bench(() => new Worker(), {});
  const asked = bench.ask("check", {});
  Worker.made[0].answer(0, { trouble: "no module" });
  await assert.rejects(asked, /no module/);
  assert.equal(Worker.made.length, 1);
  await assert.rejects(bench.ask("check", {}), /no module/);
});
