// Contrast as WCAG 2 has it: text 4.5 to 1, what has to be told apart without reading 3 to 1, in both themes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("../page.css", import.meta.url), "utf8");

// The colours of the style by name: the light ones, and the dark ones that stand in their place.
function colours(block) {
  const found = [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{3,6})\b/g)].map(([, name, value]) => [name, value]);
  return Object.fromEntries(found);
}
const [light, dark] = css.match(/:root \{[^}]*\}/g).map(colours);
const themes = { light, dark: { ...light, ...dark } };

function luminance(hex) {
  const long = hex.length === 4 ? hex.replace(/[0-9a-f]/g, "$&$&") : hex;
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(long.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// What is written in which colour on what.
const TEXTS = [
  ["ink", "paper"], ["ink", "raised"], ["ink", "frame"], ["ink", "now"], ["ink", "bad-soft"], ["ink", "unknown"], ["soft", "paper"], ["soft", "raised"], ["soft", "frame"], ["soft", "now"],
  ["soft", "bad-soft"], ["link", "paper"], ["link", "raised"], ["link", "now"], ["link", "bad-soft"], ["work-ink", "work"], ["wait-ink", "raised"], ["hold-ink", "hold"], ["hold-ink", "paper"], ["bad-ink", "paper"],
  ["bad-ink", "raised"], ["bad-ink", "bad-soft"], ["bad-ink", "frame"], ["tape-ink", "tape"], ["tape-ink", "moving"], ["tape-ink", "unknown"], ["bad", "raised"], ["bad", "now"], ["bad", "bad-soft"],
];
// What is drawn in which colour on what, and means something.
const SHAPES = [
  ["work", "raised"], ["work", "paper"], ["wait-line", "raised"], ["hold-line", "raised"], ["hold-line", "frame"], ["bad", "paper"], ["bad", "raised"], ["bad", "frame"], ["tape-line", "frame"], ["now-line", "paper"],
  ["now-line", "raised"], ["now-line", "frame"], ["unknown-line", "frame"], ["soft", "raised"], ["ink", "raised"],
];

for (const [name, theme] of Object.entries(themes)) {
  test(`what is written and drawn can be made out in the ${name} theme`, () => {
    const faint = [...TEXTS.map((pair) => [...pair, 4.5]), ...SHAPES.map((pair) => [...pair, 3])]
      .map(([of, on, least]) => ({ pair: `${of} on ${on}`, ratio: ratio(theme[of], theme[on]), least }))
      .filter((found) => !(found.ratio >= found.least));
    assert.deepEqual(faint, []);
  });
}

test("the ratio is that of WCAG", () => {
  assert.equal(ratio("#000", "#fff"), 21);
  assert.equal(ratio("#777777", "#ffffff").toFixed(2), "4.48");
});
