import assert from "node:assert/strict";
import { test } from "node:test";

import { counted, placesOf, verdict } from "../told.js";

const RAN = { title: "A run", failure: null, hash: "7168fe67d44e575d", events: 63, lasted: "41s" };

test("what came of a run is told in a line", () => {
  assert.equal(verdict(RAN), "✓ passed: 63 events in 41s of library time, trace 7168fe67d44e575d");
  const failure = { line: 13, expected: "inject to complete", came: "it was not over" };
  assert.match(verdict({ ...RAN, failure }), /^✕ failed: line 13: expected inject to complete; came it was not over \(63 events/);
  assert.match(verdict({ ...RAN, failure: { ...failure, line: null } }), /^✕ failed: expected/);
});

test("only places of the scenario itself are marked in it", () => {
  const here = { file: null, line: 1, column: 0, length: 1 };
  assert.deepEqual(placesOf([{ places: [here, { ...here, file: "own.kdl" }] }, { places: [] }]), [here]);
});

test("one is not many", () => {
  assert.deepEqual([counted(1), counted(2)], ["1 mistake", "2 mistakes"]);
});
