import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf, pieces, range } from "../marks.js";

const marked = (text, places) => pieces(text, places).filter(([, isMarked]) => isMarked).map(([piece]) => piece);
const at = (line, column, length) => ({ line, column, length });

test("lines begin behind every kind of end", () => {
  assert.deepEqual(linesOf("a\nb\r\nc\rd\n"), [0, 2, 5, 7, 9]);
  assert.deepEqual(linesOf(""), [0]);
});

test("what is marked is what stands there", () => {
  assert.deepEqual(marked("title \"x\"\nlibrary L1 slot=8\n", [at(2, 11, 4)]), ["slot"]);
  assert.deepEqual(marked("🎞🎞 slot\n", [at(1, 5, 4)]), ["slot"]);
});

test("a place without an extent marks a character of its line", () => {
  assert.deepEqual(marked("ab\ncd\n", [at(1, 2, 0)]), ["b"]);
  assert.deepEqual(marked("ab\ncd\n", [at(2, 0, 0)]), ["c"]);
});

test("a place goes no further than its line and its text", () => {
  assert.deepEqual(marked("ab\r\ncd", [at(1, 1, 99)]), ["b"]);
  assert.deepEqual(range("ab", [0], at(9, 0, 4)), [2, 2]);
  assert.deepEqual(marked("a\n\nb", [at(2, 0, 3)]), []);
});

test("all pieces together are the text, also when places overlap", () => {
  const text = "title\nlibrary L1 {\n}\n";
  const places = [at(2, 0, 7), at(2, 3, 8), at(1, 0, 5), at(2, 0, 7)];
  assert.equal(pieces(text, places).map(([piece]) => piece).join(""), text);
  assert.deepEqual(marked(text, places), ["title", "library", " L1 "]);
});
