// The lines of the trace: as many elements as are in view, however long the trace is.

import { html } from "./element.js";
import { firstAbove } from "./state.js";
import { tellTime } from "./clock.js";

export const LINE = 22;
const MARGIN = 4;

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
    // Where the list is scrolled to, and how much of it is in view. To ask the page at each step would have it laid out anew each time.
    [this.top, this.tall] = [0, 400];
    // The rows that are drawn, by their place in the list.
    this.drawn = new Map();
    this.element.addEventListener("scroll", () => {
      this.top = this.element.scrollTop;
      this.draw();
    }, { passive: true });
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
    this.inner.replaceChildren();
    this.drawn.clear();
    if (this.events.length === 0) this.inner.append(html("p", { class: "faint" }, "No line fits."));
    this.draw();
  }

  // How much of the list is in view.
  measure() {
    this.tall = this.element.clientHeight || 400;
    this.draw();
  }

  show(event) {
    this.event = event;
    const row = Math.max(firstAbove(this.events, event - 1), 0);
    const top = Math.min(row, this.events.length - 1) * LINE;
    if (top < this.top + LINE || top > this.top + this.tall - 2 * LINE) {
      const highest = Math.max(this.events.length * LINE - this.tall, 0);
      this.top = Math.min(Math.max(Math.floor(top - this.tall / 3), 0), highest);
      this.draw();
      this.element.scrollTop = this.top;
    } else this.draw();
  }

  // Draws the rows in view. Those that are there already are only marked.
  draw() {
    const first = Math.max(Math.floor(this.top / LINE) - MARGIN, 0);
    const last = Math.min(Math.ceil((this.top + this.tall) / LINE) + MARGIN, this.events.length);
    for (const [row, element] of this.drawn) {
      if (row >= first && row < last) continue;
      element.remove();
      this.drawn.delete(row);
    }
    for (let row = first; row < last; row += 1) {
      if (!this.drawn.has(row)) {
        this.drawn.set(row, this.row(row));
        this.inner.append(this.drawn.get(row));
      }
      this.mark(row, this.drawn.get(row));
    }
  }

  // How a row stands to the present event.
  mark(row, element) {
    const [event, part] = [this.events[row], this.parts[row]];
    const { cause, kind } = this.run.events;
    const isPresent = event === this.event;
    const classes = ["line", kind[event], isPresent ? "now" : "", this.chain.has(event) ? "chain" : "", cause[event] === this.event ? "effect" : ""].filter(Boolean).join(" ");
    if (element.className === classes) return;
    element.className = classes;
    element.setAttribute("aria-selected", isPresent ? "true" : "false");
    if (isPresent && part === 0) this.element.setAttribute("aria-activedescendant", element.id);
  }

  row(row) {
    const { run } = this;
    const [event, part] = [this.events[row], this.parts[row]];
    const { at, cause, actor, actors, kind, text } = run.events;
    const link = part === 0 && cause[event] >= 0 ? html("a", { href: `#line=${cause[event]}`, title: `brought about by line ${cause[event]}` }, `← ${cause[event]}`) : null;
    return html(
      "div",
      { style: `top:${row * LINE}px`, role: "option", "aria-posinset": row + 1, "aria-setsize": this.events.length, id: `line-${event}-${part}`, onclick: (click) => click.target.tagName !== "A" && this.go(event) },
      html("span", { class: "number" }, part === 0 ? String(event) : ""),
      html("time", {}, part === 0 ? tellTime(at[event], run.begin) : ""),
      html("span", { class: "actor" }, part === 0 ? actors[actor[event]] : ""),
      html("span", { class: "sign", role: "img", title: kind[event], "aria-label": kind[event] }, SIGNS[kind[event]]),
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
