import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, isElement, tell } from "../belief.js";

test("how a cartridge stands", () => {
  const carried = (place) => place === "L1.transport.1";
  for (const [truth, belief, how] of [
    ["L1.slot.1", "L1.slot.1", "same"],
    ["L1.slot.1", "L1.slot.2", "elsewhere"],
    ["L1.transport.1", "L1.slot.2", "moving"],
    ["L1.transport.2", "L1.slot.2", "elsewhere"],
    ["L1.transport.2", "a transport of L1", "same"],
    ["L2.transport.2", "a transport of L1", "elsewhere"],
    ["the shelf", "no library", "same"],
    ["the floor of L1", "no library", "same"],
    ["L1.slot.1", "no library", "elsewhere"],
    ["the shelf", "L1.slot.1", "elsewhere"],
    ["L1.slot.1", "", "unknown"],
    [undefined, "L1.slot.1", "ghost"],
    [undefined, "", "same"],
  ]) {
    assert.equal(compare(truth, belief, carried), how, `${truth} and ${belief}`);
  }
});

test("the difference in a sentence", () => {
  assert.equal(tell("T1", "the floor of L1", "L1.slot.1", "elsewhere"), "T1 is on the floor of L1; the engine believes it in L1.slot.1");
  assert.ok(isElement("L1.port.1.2") && !isElement("the shelf"));
});
