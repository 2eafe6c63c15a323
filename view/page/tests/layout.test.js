import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut, scaleFor, spread, stripes } from "../layout.js";

const library = (slots, more = {}) => ({
  name: "L1", transports: [1], columns: [[1, 1, slots]], magazines: [], drives: [1, 1], ports: [{ column: 1, cells: 3, hand: false }], doors: 1, ...more,
});

function overlap(one, other) {
  return one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;
}

for (const [what, built] of [
  ["small", library(8)],
  ["of columns", library(60, { columns: [[1, 1, 20], [2, 21, 40], [3, 41, 60]], transports: [1, 3] })],
  ["middling", library(300, { drives: new Array(12).fill(1) })],
  ["stand-alone", library(0, { columns: [], transports: [] })],
  ["with a wide port", library(20, { ports: [{ column: 1, cells: 40, hand: true }] })],
]) {
  test(`nothing of a library overlaps that is ${what}`, () => {
    const layout = layOut(built);
    const boxes = [...layout.places.values()];
    boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other) => assert.ok(!overlap(one, other), `${JSON.stringify(one)} ${JSON.stringify(other)}`)));
    const outer = [...layout.drives, ...layout.ports, ...layout.doors, layout.floor];
    outer.forEach((one, at) => outer.slice(at + 1).forEach((other) => assert.ok(!overlap(one, other), `${one.name} ${other.name}`)));
    for (const box of [...boxes, ...outer]) assert.ok(box.x >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height, JSON.stringify(box));
  });
}

test("ten thousand slots have a place each", () => {
  const layout = layOut(library(10000));
  assert.equal([...layout.places.keys()].filter((place) => place.includes(".slot.")).length, 10000);
  assert.equal(scaleFor(10000).kind, "dot");
});

test("many columns stand in bands that nobody has to scroll to", () => {
  const layout = layOut(library(10000, { columns: Array.from({ length: 250 }, (_, at) => [at + 1, at * 40 + 1, at * 40 + 40]) }));
  assert.ok(layout.width <= 1100, String(layout.width));
  const boxes = [...layout.places.values()].map(({ x, y }) => `${x} ${y}`);
  assert.equal(new Set(boxes).size, boxes.length);
});

test("a magazine has a stripe in each stack", () => {
  const layout = layOut(library(20, { magazines: [[5, 12]] }));
  assert.deepEqual(stripes(layout, [5, 12]).map((stripe) => Math.round(stripe.height)), [54, 158]);
});

test("transports that want to be at one place stand side by side", () => {
  assert.deepEqual(spread([100, 300], 50, 1000), [100, 300]);
  assert.deepEqual(spread([300, 100], 50, 1000), [300, 100]);
  assert.deepEqual(spread([100, 100, 120], 50, 1000), [100, 190, 280]);
  assert.deepEqual(spread([1000, 1000, -5], 50, 1000), [910, 1000, 50]);
  assert.deepEqual(spread([7], 50, 60), [50]);
  // Where there is no room, they are as far apart as can be.
  assert.deepEqual(spread([80, 80, 80], 50, 150), [50, 100, 150]);
});
