// The scrubber: the whole run in one bar, a segment for each event, or for as many as share a point.

import { svg, html } from "./element.js";
import { tellTime } from "./clock.js";

const BAR = 34;
const GRAVE = ["failed", "refusal", "fault"];
const WEIGHTS = { failed: 3, refusal: 3, fault: 3, act: 2, call: 2, over: 2, service: 2 };

export class Scrubber {
  constructor(run, journey, scale, go) {
    Object.assign(this, { run, journey, scale, go });
    this.drawing = svg("svg", { height: BAR, "aria-hidden": "true" });
    this.thumb = html("div", { class: "thumb" });
    this.element = html(
      "div",
      { class: "scrubber", role: "slider", tabindex: 0, "aria-label": "Event", "aria-valuemin": 0, "aria-valuemax": journey.stops.length - 1 },
      this.drawing, this.thumb,
    );
    const pull = (event) => {
      const box = this.element.getBoundingClientRect();
      go(scale.eventAt(event.clientX - box.left, box.width));
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      pull(event);
    });
    this.element.addEventListener("pointermove", (event) => this.element.hasPointerCapture(event.pointerId) && pull(event));
  }

  draw(width) {
    const { journey, scale, run } = this;
    const { kind } = run.events;
    this.drawing.setAttribute("width", width);
    const shapes = [];
    let [drawn, grave] = [-10, -10];
    const step = scale.byTime ? 2 : width / (scale.to - scale.from + 1);
    for (let stop = scale.from; stop <= scale.to && stop < journey.stops.length; stop += 1) {
      const event = journey.stops[stop];
      const x = scale.x(event, run.events.at[event], width);
      const isGrave = GRAVE.includes(kind[event]);
      // Of what shares a point, what is grave is seen first.
      if (x < drawn + 1.5 && !(isGrave && x >= grave + 3)) continue;
      drawn = x;
      if (isGrave) grave = x;
      const height = 10 + 6 * (WEIGHTS[kind[event]] ?? 1);
      const wide = Math.min(Math.max(step - 1, 1.5), 12);
      shapes.push(svg("rect", { x: Math.min(Math.max(x - wide / 2, 0), width - wide), y: BAR - height, width: wide, height, rx: 1, class: `segment ${kind[event]}` }));
      if (isGrave && step > 5) shapes.push(svg("text", { x, y: BAR - height - 1, class: "grave" }, "✕"));
    }
    const chain = (run.failure?.chain ?? []).map((event) => scale.x(event, run.events.at[event], width)).filter((x) => x >= 0 && x <= width);
    shapes.push(...chain.map((x) => svg("path", { class: "chain", d: `M${x - 4} 0h8l-4 6z` })));
    this.drawing.replaceChildren(...shapes);
  }

  mark(x, event) {
    const { run, journey } = this;
    this.thumb.style.setProperty("--x", `${x}px`);
    this.element.setAttribute("aria-valuenow", journey.stop);
    this.element.setAttribute("aria-valuetext", `line ${event} at ${tellTime(run.events.at[event], run.begin)}: ${run.events.text[event][0] ?? ""}`);
  }
}
