// Lanes: who is at work, and who waits, on the same scale as the scrubber.

import { svg, html, cut } from "./element.js";
import { firstAbove } from "./state.js";

const ROW = 18;
const LETTER = 7;
// Spans up to this width are drawn together where a lane has more than so many.
const [SHORT, CROWD] = [4, 150];
const ORDER = ["client", "host", "requests", "operator", "library", "transport", "drive", "port", "door", "faults", "service"];
const WORDS = { work: "works", wait: "waits", hold: "lasts", trouble: "trouble", moment: "moment" };

// A program may be called operator, too.
const titleOf = (lane) => (lane.kind === "operator" ? "people" : lane.name);

export class Lanes {
  // `go` is told to which event somebody wants.
  constructor(run, scale, go) {
    Object.assign(this, { run, scale, go });
    const lanes = [...run.lanes].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
    this.busy = lanes.filter((lane) => lane.spans.length > 0);
    const idle = lanes.filter((lane) => lane.spans.length === 0).map((lane) => lane.name);
    this.tracks = this.busy.map((lane) => {
      const drawing = svg("svg", { class: "lane", height: Math.max(lane.rows, 1) * ROW, role: "img", "aria-label": `${titleOf(lane)}: ${lane.spans.length} spans` });
      return { lane, drawing };
    });
    const rows = this.tracks.map(({ lane, drawing }) => html("div", { class: "row" }, html("span", { class: "label", title: titleOf(lane) }, titleOf(lane)), drawing));
    this.marker = html("div", { class: "marker", "aria-hidden": "true" });
    this.area = html("div", { class: "tracks" }, ...rows, this.marker);
    const quiet = idle.length > 0 ? html("p", { class: "faint" }, `Idle in this run: ${idle.slice(0, 40).join(", ")}${idle.length > 40 ? ` and ${idle.length - 40} more` : ""}`) : null;
    this.element = html("div", {}, this.area, quiet);
  }

  // Draws what is in view. Spans that are too short to be told apart are one shape for each kind of them, so that what is drawn does not grow
  // with the run.
  draw(width) {
    for (const { lane, drawing } of this.tracks) {
      drawing.setAttribute("width", width);
      drawing.setAttribute("viewBox", `0 0 ${width} ${Math.max(lane.rows, 1) * ROW}`);
      const [shapes, short] = [[], new Map()];
      for (const span of lane.spans) {
        const begin = this.scale.x(span.first, span.begin, width);
        const end = this.scale.x(span.last ?? this.run.events.at.length - 1, span.end, width);
        if (end < 0 || begin > width) continue;
        const [left, right] = [Math.max(begin, -2), Math.min(Math.max(end, begin + 3), width + 2)];
        if (right - left <= SHORT && lane.spans.length > CROWD) this.gather(short, span, left);
        else shapes.push(this.shape(span, left, right));
      }
      drawing.replaceChildren(...[...short].map(([classes, { d }]) => this.crowd(classes, d, drawing, width)), ...shapes);
    }
  }

  // Takes a short span to those of its kind, unless one of them is drawn at this very point.
  gather(short, span, left) {
    const classes = `span ${span.kind}${span.bad ? " bad" : ""}`;
    if (!short.has(classes)) short.set(classes, { d: "", last: new Map() });
    const kind = short.get(classes);
    if (left < (kind.last.get(span.row) ?? -10) + SHORT) return;
    kind.last.set(span.row, left);
    kind.d += `M${left.toFixed(1)} ${span.row * ROW + 2}h${SHORT - 1}v${ROW - 4}h${1 - SHORT}z`;
  }

  // Short spans as one shape. Whoever points at one of them goes to the event that is there.
  crowd(classes, d, drawing, width) {
    const go = (event) => this.go(this.scale.eventAt(event.clientX - drawing.getBoundingClientRect().left, width));
    return svg("g", { class: `${classes} crowd`, onclick: go }, svg("title", {}, "many, close to one another: zoom in to tell them apart"), svg("path", { d }));
  }

  shape(span, left, right) {
    const top = span.row * ROW + 2;
    const [width, height] = [right - left, ROW - 4];
    const told = `${span.of ? `${span.of}: ` : ""}${span.text} (${WORDS[span.kind]})${span.bad ? `, ended badly: ${span.bad}` : ""}`;
    const room = Math.floor((width - 6) / LETTER);
    const label = `${span.bad ? "✕ " : ""}${span.of ? `${span.of} ` : ""}${span.text}`;
    const text = span.kind !== "moment" && room >= 4 ? svg("text", { x: left + 4, y: top + 11 }, cut(label, room)) : null;
    const middle = top + height / 2;
    const body =
      span.kind === "moment"
        ? svg("path", { d: `M${left + 1.5} ${middle - 5}l4 5l-4 5l-4 -5z` })
        : svg("rect", { x: left, y: top, width: Math.max(width - 1, 1), height, rx: 2 });
    const cross = span.bad && span.kind !== "moment" ? svg("path", { class: "cross", d: `M${right - 4} ${top}v${height}` }) : null;
    return svg("g", { class: `span ${span.kind}${span.bad ? " bad" : ""}`, onclick: () => this.go(span.first) }, svg("title", {}, told), body, cross, text);
  }

  // Moves the marker to the present event.
  mark(x) {
    this.marker.style.setProperty("--x", `${x}px`);
    this.marker.hidden = x < 0;
  }
}

// The scale that scrubber and lanes share: events side by side, or time; a window of them, or all.
export class Scale {
  constructor(journey) {
    this.journey = journey;
    this.byTime = false;
    this.from = 0;
    this.to = Math.max(journey.stops.length - 1, 1);
  }

  get isWhole() {
    return this.from === 0 && this.to === Math.max(this.journey.stops.length - 1, 1);
  }

  // Where a moment is drawn; by events, its event counts.
  x(event, ms, width) {
    const { stops, at } = this.journey;
    if (this.byTime) {
      const [begin, end] = [at[stops[this.from]], at[stops[Math.min(this.to, stops.length - 1)]]];
      return ((ms - begin) / Math.max(end - begin, 1)) * width;
    }
    return ((this.stop(event) - this.from) / (this.to - this.from)) * width;
  }

  stop(event) {
    const place = firstAbove(this.journey.stops, event) - 1;
    return Math.max(place, 0);
  }

  // The event at a point.
  eventAt(x, width) {
    const { stops, at } = this.journey;
    const share = Math.min(Math.max(x / width, 0), 1);
    if (this.byTime) {
      const [begin, end] = [at[stops[this.from]], at[stops[Math.min(this.to, stops.length - 1)]]];
      return this.journey.atTime(begin + share * (end - begin));
    }
    const stop = Math.round(this.from + share * (this.to - this.from));
    return stops[Math.min(stop, stops.length - 1)];
  }

  // Shows so many times as much, around a stop.
  zoom(factor, stop) {
    const all = Math.max(this.journey.stops.length - 1, 1);
    const length = Math.min(Math.max(Math.round((this.to - this.from) * factor), 12), all);
    this.from = Math.min(Math.max(stop - Math.floor(length / 2), 0), all - length < 0 ? 0 : all - length);
    this.to = this.from + length;
  }

  // Follows a stop that has left what is in view; says whether it had to.
  follow(stop) {
    if (stop >= this.from && stop <= this.to) return false;
    this.zoom(1, stop);
    return true;
  }
}
