// What is told of a scenario: its mistakes, each of which leads to its place, or what came of it.

import { html } from "../../view/page/element.js";

// The places of mistakes in the scenario itself.
export function placesOf(mistakes) {
  return mistakes.flatMap(({ places }) => places.filter((place) => !place.file));
}

// A mistake: what is wrong, where, and what to do about it.
export function mistake({ message, places, help }, go) {
  const where = places.map((place) => {
    const told = place.file ? `${place.file}, line ${place.line}` : `line ${place.line}`;
    const leads = place.file ? html("span", { class: "faint" }, told) : html("button", { type: "button", title: "go there", onclick: () => go(place) }, told);
    return html("p", { class: "place" }, leads, place.label ? ` ${place.label}` : null);
  });
  return html("li", {}, html("p", { class: "message" }, message), ...where, help ? html("p", { class: "help" }, html("b", {}, "help: "), help) : null);
}

// How many mistakes there are, in a word.
export function counted(number) {
  return number === 1 ? "1 mistake" : `${number} mistakes`;
}

// What came of a run, in a line.
export function verdict({ failure, events, lasted, hash }) {
  const facts = `${events} events in ${lasted} of library time, trace ${hash}`;
  if (!failure) return `✓ passed: ${facts}`;
  const where = failure.line ? `line ${failure.line}: ` : "";
  return `✕ failed: ${where}expected ${failure.expected}; came ${failure.came} (${facts})`;
}
