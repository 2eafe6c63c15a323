import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";

import { read, written, writtenStory } from "../link.js";

const TEXTS = ["", 'title "A mount"\n', "\ufefftitle \"ünïcödé 🎞\"\r\n\tann MountNtmsMedia T1\n", "x".repeat(100_000)];

test("a link gives back the text that was written", async () => {
  for (const text of TEXTS) {
    const behind = await written(text);
    assert.match(behind, /^kdl=[\w-]*$/);
    assert.deepEqual(await read(`#${behind}`), { text });
  }
});

test("where nothing can be compressed, the link holds the text as it is", async () => {
  const kept = globalThis.CompressionStream;
  delete globalThis.CompressionStream;
  try {
    const behind = await written(TEXTS[2]);
    assert.match(behind, /^text=/);
    assert.deepEqual(await read(`#${behind}`), { text: TEXTS[2] });
  } finally {
    globalThis.CompressionStream = kept;
  }
});

test("a story goes by its name", async () => {
  assert.deepEqual(await read(`#${writtenStory("jam that=heals&.kdl")}`), { story: "jam that=heals&.kdl" });
});

test("an address without a scenario asks for nothing", async () => {
  for (const hash of ["", "#", "#line=4", "#kdl="]) assert.equal(await read(hash), null);
});

test("a link that was cut, or holds anything else, is told to be none", async () => {
  const whole = await written(TEXTS[1]);
  for (const behind of [whole.slice(0, -6), "kdl=!!!", "text=_w", "kdl=AAAA", "story=%"]) await assert.rejects(read(`#${behind}`), /holds no scenario/);
});

test("a short link does not become a text without end", async () => {
  const bomb = deflateRawSync(Buffer.alloc(64 << 20)).toString("base64url");
  await assert.rejects(read(`#kdl=${bomb}`), /holds no scenario/);
});
