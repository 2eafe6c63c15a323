import assert from "node:assert/strict";
import { test } from "node:test";
import { readLink, readTime, tellTime } from "../clock.js";
import { Journey } from "../journey.js";
import { Scale } from "../lanes.js";
import { hasWord } from "../lines.js";
import { wish } from "../player.js";

// Six events, of which the second and the fifth have no line.
const run = {
  begin: 10,
  events: { at: [0, 0, 10, 10, 20, 90], cause: [-1, 0, -1, 2, 3, 1], text: [["a"], [], ["b", "c"], ["d"], [], ["e"]] },
  scenario: { statements: [{ line: 3, last: 3, event: 2 }, { line: 4, last: 5, event: 5 }] },
};

test("one stands only where there is something to read", () => {
  const journey = new Journey(run);
  assert.deepEqual(journey.stops, [0, 2, 3, 5]);
  assert.equal(journey.step(-1), 0);
  assert.equal(journey.step(2), 3);
  assert.equal(journey.step(9), 5);
  assert.equal(journey.atTime(15), 3);
  assert.equal(journey.atTime(-5), 0);
  assert.equal(journey.cause(3), 2);
  assert.equal(journey.cause(5), 0, "a cause without a line leads to the line before it");
  assert.equal(journey.cause(2), null);
});

test("statements", () => {
  const journey = new Journey(run);
  assert.equal(journey.statementAt(0), null);
  assert.equal(journey.statementAt(4).line, 3);
  assert.equal(journey.statement(1), 2);
  journey.event = 5;
  assert.equal(journey.statement(-1), 2);
});

test("times and links", () => {
  assert.equal(tellTime(10 + 3_725_250, 10), "01:02:05.250");
  assert.equal(tellTime(0, 10), "-00:00:00.010");
  for (const text of ["01:02:05.250", "-00:00:00.010"]) assert.equal(tellTime(readTime(text, 10), 10), text);
  assert.equal(readTime("1m30s", 10), 90_010);
  assert.equal(readTime("250ms", 0), 250);
  assert.equal(readTime("soon", 0), null);
  assert.deepEqual(readLink("#t=00:00:01.000&line=7"), { time: "00:00:01.000", line: 7 });
  assert.deepEqual(readLink("#line=x<script>"), { time: null, line: null });
});

test("a scale by events and by time", () => {
  const scale = new Scale(new Journey(run));
  assert.deepEqual([0, 2, 3, 5].map((event) => scale.x(event, 0, 300)), [0, 100, 200, 300]);
  assert.equal(scale.eventAt(190, 300), 3);
  scale.byTime = true;
  assert.equal(scale.x(5, 90, 300), 300);
  assert.equal(scale.eventAt(299, 300), 3);
  scale.byTime = false;
  scale.zoom(0.5, 2);
  assert.ok(scale.isWhole, "there are no fewer than twelve to be seen");
});

test("a name is a word of its own", () => {
  for (const [line, name, is] of [["move slot.1 to x", "slot.1", true], ["move slot.11", "slot.1", false], ["l1.drive.1", "drive.1", false], ["t1", "t1", true], ["at1", "t1", false]]) {
    assert.equal(hasWord(line, name), is, line);
  }
});

test("keys ask for nothing while somebody writes", () => {
  assert.equal(wish("ArrowRight", false), "on");
  assert.equal(wish("f", true), null);
  assert.equal(wish("q", false), null);
});
