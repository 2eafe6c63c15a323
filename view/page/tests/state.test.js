import assert from "node:assert/strict";
import { test } from "node:test";
import { State, firstAbove } from "../state.js";

// Changes that no pattern helps with, and always the same.
function changes(count, variables, values) {
  const made = [];
  for (let at = 0, number = 7; at < count; at += 1) {
    number = (number * 1103515245 + 12345) % 2147483648;
    made.push([Math.floor(at / 3), number % variables, (number >> 8) % values]);
  }
  return made;
}

function plain(run, event) {
  const present = new Array(run.variables.length).fill(undefined);
  for (const [at, variable, value] of run.changes) if (at <= event) present[variable] = run.values[value];
  return present;
}

test("what is so at an event does not depend on the way there", () => {
  const run = { variables: Array.from({ length: 40 }, () => ({})), values: ["a", "b", "c", "d"], changes: changes(20000, 40, 4) };
  const state = new State(run);
  for (const event of [0, 6666, 10, 11, 12, 9, 3000, 2999, 6000, 1, 0]) {
    state.go(event);
    assert.deepEqual(run.variables.map((_, variable) => state.value(variable)), plain(run, event), `event ${event}`);
  }
});

test("steps and leaps name what they touch", () => {
  const run = { variables: [{}, {}], values: ["a", "b"], changes: [[0, 0, 0], [1, 1, 1], [2, 0, 1]] };
  const state = new State(run);
  state.go(0);
  assert.deepEqual([...state.go(2)].sort(), [0, 1]);
  assert.deepEqual([...state.go(1)], [0]);
  const long = new State({ ...run, changes: [[0, 0, 0], ...Array.from({ length: 9000 }, (_, at) => [at + 1, 1, at % 2]), [9001, 0, 0]] });
  long.go(0);
  assert.deepEqual([...long.go(9000)], [1]);
});

test("the first place above a value", () => {
  assert.deepEqual([0, 1, 2, 5, 9].map((value) => firstAbove([1, 1, 5], value)), [0, 2, 2, 3, 3]);
});
