// The story beside the picture: the lines of the scenario, and what was not as it should be.

import { html } from "./element.js";

// How many lines are on a leaf.
const LEAF = 100;

export class Story {
  constructor(run, go) {
    this.run = run;
    const { lines, statements } = run.scenario;
    const begins = new Map();
    for (const statement of statements) if (!begins.has(statement.line)) begins.set(statement.line, statement.event);
    this.rows = lines.map((line, at) => {
      const event = begins.get(at + 1);
      const failed = run.failure?.line === at + 1;
      const text = line.replaceAll("\t", "    ") || " ";
      const sign = html("span", { class: "sign" }, failed ? "✕" : "");
      const told = event === undefined ? html("code", {}, text) : html("button", { type: "button", title: "go to where this statement begins", onclick: () => go(event) }, html("code", {}, text));
      return html("li", { class: failed ? "failed" : null }, html("span", { class: "number" }, String(at + 1)), sign, told);
    });
    // A long scenario is laid out leaf by leaf, and only those that are in view.
    const leaves = Array.from({ length: Math.ceil(this.rows.length / LEAF) }, (_, at) => this.rows.slice(at * LEAF, (at + 1) * LEAF));
    const lists = leaves.map((leaf, at) => html("ol", { start: at * LEAF + 1, style: `contain-intrinsic-block-size: auto ${(leaf.length * 1.4).toFixed(1)}em` }, ...leaf));
    this.element = html("div", { class: "story", tabindex: 0, role: "region", "aria-label": "The scenario" }, ...lists);
    this.marked = null;
  }

  // Marks the statement that the script is at, and the line from which the present event comes.
  show(statement, origin) {
    // Many events come from one statement, and then nothing here changes.
    const marked = `${statement?.line} ${origin}`;
    if (marked === this.marked) return;
    this.marked = marked;
    for (const row of this.shown ?? []) {
      row.classList.remove("now", "origin");
      row.removeAttribute("aria-current");
      row.children[1].textContent = row.classList.contains("failed") ? "✕" : "";
    }
    const present = statement ? this.rows.slice(statement.line - 1, statement.last) : [];
    const from = origin > 0 ? [this.rows[origin - 1]] : [];
    this.shown = [...present, ...from].filter(Boolean);
    for (const row of present) row.classList.add("now");
    if (present[0]) {
      present[0].setAttribute("aria-current", "step");
      present[0].children[1].textContent = "▶";
    }
    if (from[0]) {
      from[0].classList.add("origin");
      if (from[0] !== present[0]) from[0].children[1].textContent = "↳";
    }
    const row = from[0] ?? present[0];
    if (!row) return;
    const { scrollTop, clientHeight } = this.element;
    const top = row.getBoundingClientRect().top - this.element.getBoundingClientRect().top + scrollTop;
    if (top < scrollTop || top > scrollTop + clientHeight - 40) this.element.scrollTop = top - clientHeight / 3;
  }
}

// What was expected, what came, and the chain of causes, each of which leads to its event.
export function failureOf(run, link) {
  const { failure } = run;
  if (!failure) return null;
  const { text, actor, actors } = run.events;
  const statement = failure.line ? run.scenario?.lines[failure.line - 1]?.trim() : null;
  const entry = (name, value, classes) => (value ? [html("dt", {}, name), html("dd", { class: classes }, value)] : []);
  const causes = failure.chain.map((event) =>
    html("li", {}, link(event), html("span", { class: "actor" }, ` ${actors[actor[event]]} `), html("span", {}, text[event].at(-1) ?? "")),
  );
  return html(
    "section",
    { class: "failure", "aria-label": "What was not as it should be" },
    html(
      "dl",
      {},
      ...entry(failure.line ? `✕ line ${failure.line}` : "✕ always", statement ?? "a promise that holds in every run was broken", "code"),
      ...entry("expected", failure.expected),
      ...entry("came", failure.came),
      ...entry("why", failure.why),
      ...failure.help.flatMap((help) => entry("help", help)),
    ),
    causes.length > 0 ? html("h3", {}, "What led to it, first cause first") : null,
    causes.length > 0 ? html("ol", { class: "causes" }, ...causes) : null,
  );
}
