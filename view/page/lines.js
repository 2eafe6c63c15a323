// The lines of the trace: as many elements as are in view, however long the trace is.

import { html } from "./element.js";
import { firstAbove } from "./state.js";
import { tellTime } from "./clock.js";

export const LINE = 22;
const MARGIN = 12;

// Every kind of event has a sign of its own.
export const SIGNS = {
  call: "▸", reply: "◂", refusal: "⊘", command: "→", done: "✓", failed: "✕", sense: "!", write: "✎", phase: "…", over: "■", act: "☞", fault: "⚡",
  scsi: "⇄", service: "⏻", clock: "◷", note: "·",
};

export class Lines {
  constructor(run, go) {
    Object.assign(this, { run, go });
    this.chain = new Set(run.failure?.chain ?? []);
    this.chosen = null;
    this.words = "";
    this.inner = html("div", { class: "inner" });
    this.element = html("div", { class: "lines", tabindex: 0, role: "listbox", "aria-label": "Lines of the trace" }, this.inner);
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    this.filter();
  }

  // Lists the lines that are about what is chosen and have the words in them.
  filter() {
    const { text, about, things } = this.run.events;
    const thing = this.chosen === null ? -1 : things.indexOf(this.chosen);
    const words = this.words.toLowerCase();
    const name = this.chosen?.toLowerCase();
    [this.events, this.parts] = [[], []];
    text.forEach((lines, event) => {
      const isAbout = name === undefined || about[event].includes(thing) || lines.some((line) => hasWord(line.toLowerCase(), name));
      if (!isAbout) return;
      lines.forEach((line, part) => {
        if (words && !line.toLowerCase().includes(words)) return;
        this.events.push(event);
        this.parts.push(part);
      });
    });
    this.inner.style.height = `${this.events.length * LINE}px`;
    this.draw();
  }

  show(event) {
    this.event = event;
    const row = Math.max(firstAbove(this.events, event - 1), 0);
    const { scrollTop, clientHeight } = this.element;
    const top = Math.min(row, this.events.length - 1) * LINE;
    if (top < scrollTop + LINE || top > scrollTop + clientHeight - 2 * LINE) this.element.scrollTop = top - clientHeight / 3;
    this.draw();
  }

  draw() {
    const { scrollTop, clientHeight } = this.element;
    const first = Math.max(Math.floor(scrollTop / LINE) - MARGIN, 0);
    const last = Math.min(Math.ceil((scrollTop + (clientHeight || 400)) / LINE) + MARGIN, this.events.length);
    const rows = [];
    for (let row = first; row < last; row += 1) rows.push(this.row(row));
    if (this.events.length === 0) rows.push(html("p", { class: "faint" }, "No line fits."));
    this.inner.replaceChildren(...rows);
  }

  row(row) {
    const { run } = this;
    const [event, part] = [this.events[row], this.parts[row]];
    const { at, cause, actor, actors, kind, text } = run.events;
    const isPresent = event === this.event;
    const classes = ["line", kind[event], isPresent ? "now" : "", this.chain.has(event) ? "chain" : "", cause[event] === this.event ? "effect" : ""];
    const link = part === 0 && cause[event] >= 0 ? html("a", { href: `#line=${cause[event]}`, title: `brought about by line ${cause[event]}` }, `← ${cause[event]}`) : null;
    return html(
      "div",
      { class: classes.filter(Boolean).join(" "), style: `top:${row * LINE}px`, role: "option", "aria-selected": isPresent ? "true" : "false", id: isPresent && part === 0 ? "present" : null, onclick: (click) => click.target.tagName !== "A" && this.go(event) },
      html("span", { class: "number" }, part === 0 ? String(event) : ""),
      html("time", {}, part === 0 ? tellTime(at[event], run.begin) : ""),
      html("span", { class: "actor" }, part === 0 ? actors[actor[event]] : ""),
      html("span", { class: "sign", title: kind[event] }, SIGNS[kind[event]]),
      html("span", { class: "text", title: text[event][part] }, text[event][part]),
      link,
    );
  }
}

// Whether a name stands in a line, and not as a part of another.
export function hasWord(line, name) {
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
    const inWord = (char) => /[\p{L}\p{N}_#]/u.test(char ?? " ");
    const after = line[at + name.length];
    if (!inWord(line[at - 1]) && line[at - 1] !== "." && !inWord(after)) return true;
  }
  return false;
}
