// The picture: every library as it is built, with each cartridge where it is, and where the engine takes it to be.

import { svg, html, cut } from "./element.js";
import { Dots } from "./dots.js";
import { layOut, spread, stripes } from "./layout.js";
import { tell } from "./belief.js";

const LOOSE = { width: 74, height: 22, gap: 6 };
// More changes than these at once are a leap, and no motion that anybody could follow.
const GLIDING = 40;
// Steps that follow one another within so many milliseconds are no motion either.
const HURRY = 300;

export class Picture {
  // `choose` hears which thing somebody points at.
  constructor(run, state, whereabouts, choose) {
    Object.assign(this, { run, state, whereabouts, choose });
    this.layouts = run.libraries.map(layOut);
    this.variables = new Map();
    run.state.variables.forEach((variable, place) => this.variables.set(`${variable.what} ${variable.of}`, place));
    this.parts = new Map();
    this.tapes = new Map();
    this.ghosts = new Map();
    this.loose = new Map();
    this.layers = new Map();
    this.dots = new Map();
    // The cartridge in each transport, the cartridges that differ, and those that lie about.
    this.inside = new Map();
    this.differing = new Map();
    // The place of each cartridge, and the cartridges in each place.
    [this.placeOf, this.held] = [new Map(), new Map()];
    this.lying = new Map();
    this.marked = [];
    this.callouts = [];
    this.isUnsettled = true;
    this.stepped = -HURRY;
    this.named = new Map(whereabouts.items.map((item, at) => [item.name, at]));
    this.element = html("div", { class: "libraries" }, ...this.layouts.map((layout, at) => this.library(layout, run.libraries[at])), this.shelf());
    this.all();
  }

  value(what, of) {
    const variable = this.variables.get(`${what} ${of}`);
    return variable === undefined ? undefined : this.state.value(variable);
  }

  library(layout, library) {
    const { name, scale, places, rail, width, height } = layout;
    const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: `library of-${scale.kind}`, style: `min-width:${Math.min(width, scale.kind === "dot" ? 700 : 560)}px;max-width:${width * 1.3}px`, role: "group", "aria-label": `Library ${name}` });
    this.add(drawing, name, [], svg("text", { x: 10, y: 18, class: "name" }, name), svg("text", { x: 10 + 9 * name.length + 12, y: 18, class: "word" }));
    library.magazines.forEach((magazine, at) => this.magazine(drawing, layout, magazine, at));
    const [named, dots] = [scale.kind === "named", scale.kind === "dot"];
    let empty = "";
    for (const [place, box] of places) {
      if (!place.startsWith(`${name}.slot.`)) continue;
      if (dots) {
        empty += `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`;
        continue;
      }
      const number = place.slice(name.length + 6);
      const label = named ? svg("text", { x: box.x + box.width / 2, y: box.y + 16, class: "faint" }, number) : null;
      this.add(drawing, place, ["slot"], svg("rect", { ...box, rx: 3, class: "frame" }), label);
    }
    if (dots) drawing.append(svg("path", { d: empty, class: "frame" }));
    if (layout.grips.length > 0) drawing.append(svg("line", { x1: 10, x2: width - 10, y1: rail, y2: rail, class: "rail" }));
    for (const grip of layout.grips) this.transport(drawing, grip);
    for (const drive of layout.drives) this.box(drawing, drive, "drive");
    for (const port of layout.ports) this.port(drawing, port, places);
    for (const door of layout.doors) this.box(drawing, door, "door");
    const { floor } = layout;
    drawing.append(svg("g", { class: "floor" }, svg("rect", { ...floor, rx: 3 }), svg("text", { x: floor.x + 6, y: floor.y + 21, class: "faint left" }, "floor")));
    this.loose.set(`the floor of ${name}`, { x: floor.x + 48, y: floor.y + 6, width: floor.width - 48 });
    const layer = svg("g");
    if (dots) {
      const tellOf = (at) => (at === undefined ? "" : this.tellOf(at, this.whereabouts.look(this.whereabouts.items[at], this.state)));
      this.dots.set(name, new Dots(layout, (at) => this.choose(this.whereabouts.items[at].name), tellOf));
      drawing.append(this.dots.get(name).element);
    }
    drawing.append(layer);
    this.layers.set(name, layer);
    return html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Picture of ${name}` }, drawing);
  }

  // A part that can be pointed at.
  add(drawing, name, classes, ...children) {
    const short = name.split(".").slice(1).join(" ") || name;
    const group = svg("g", { class: ["part", ...classes].join(" "), "data-name": name, onclick: () => this.choose(name) }, svg("title", {}, `${short}: show the lines about it`), ...children);
    drawing.append(group);
    this.parts.set(name, group);
    return group;
  }

  magazine(drawing, layout, magazine, at) {
    const name = `${layout.name}.magazine.${at + 1}`;
    const strips = stripes(layout, magazine);
    if (strips.length === 0) return;
    const label = layout.scale.kind === "dot" ? null : svg("text", { x: strips[0].x + 1, y: strips[0].y - 3, class: "faint left" }, layout.scale.kind === "named" ? name.split(".").slice(-2).join(" ") : `m${at + 1}`);
    this.add(drawing, name, ["magazine"], ...strips.map((stripe) => svg("rect", { ...stripe, rx: 4 })), label);
  }

  transport(drawing, grip) {
    this.add(
      drawing, grip.name, ["transport"],
      svg("path", { d: "M-40 0h80M-40 0v14M40 0v14", class: "grip" }),
      svg("text", { x: 0, y: -6, class: "small" }, grip.name.split(".").slice(-2).join(" ")),
      svg("text", { x: -40, y: 46, class: "word left" }),
    );
  }

  box(drawing, box, kind) {
    const { x, y, width, height } = box;
    const label = box.name.split(".").slice(-2).join(" ");
    this.add(
      drawing, box.name, [kind], svg("rect", { x, y, width, height, rx: 5, class: "frame" }), svg("text", { x: x + 6, y: y + 13, class: "small left" }, label),
      svg("text", { x: x + (kind === "door" ? 56 : 86), y: y + (kind === "door" ? 17 : 33), class: "word left" }), kind === "door" ? svg("path", { class: "leaf", d: `M${x + width - 20} ${y + 5}v16` }) : null,
    );
  }

  port(drawing, port, places) {
    const { name, x, y, width, height } = port;
    const cells = [...places].filter(([place]) => place.startsWith(`${name}.`)).map(([, box]) => svg("rect", { ...box, rx: 3, class: "cell" }));
    const label = `${name.split(".").slice(-2).join(" ")}${port.hand ? " (by hand)" : ""}`;
    this.add(
      drawing, name, ["port"], svg("rect", { x, y, width, height, rx: 5, class: "frame" }), ...cells, svg("text", { x: x + 6, y: y + 13, class: "small left" }, label),
      svg("text", { x: x + width - 84, y: y + 33, class: "word left" }),
    );
  }

  shelf() {
    this.outside = html("ul", { class: "shelf", "aria-label": "Outside of all libraries" });
    return html("section", { class: "outside" }, html("h3", {}, "Shelf"), this.outside);
  }

  // Everything anew.
  all() {
    for (const name of this.parts.keys()) this.part(name);
    this.whereabouts.items.forEach((_, at) => this.tape(at));
    this.settle();
  }

  // What may have changed. Where much has, or one step follows another too soon for anybody to look, nothing glides.
  some(touched) {
    const now = performance.now();
    this.element.classList.toggle("leaps", touched.size > GLIDING || now - this.stepped < HURRY);
    this.stepped = now;
    const [parts, tapes] = [new Set(), new Set()];
    for (const variable of touched) {
      const { what, of } = this.run.state.variables[variable];
      if (what === "place" || what === "belief") tapes.add(this.whereabouts.of.get(variable));
      else parts.add(of);
    }
    parts.forEach((name) => this.part(name));
    tapes.forEach((at) => this.tape(at));
    // What a transport carries is on its way as long as it works.
    for (const name of parts) if (this.inside.has(name)) this.tape(this.inside.get(name));
    this.settle();
  }

  // A part of a library as it is now: in words, and by shape.
  part(name) {
    const part = this.parts.get(name);
    if (!part) return;
    const [open, lock, work, installed, fault] = ["open", "lock", "work", "installed", "fault"].map((what) => this.value(what, name));
    const [load, doubt, trouble, believed] = ["load", "doubt", "trouble", "open_belief"].map((what) => this.value(what, name));
    const toggle = (word, on) => part.classList.toggle(word, Boolean(on));
    toggle("open", open === "open");
    toggle("locked", lock === "locked");
    toggle("busy", work);
    toggle("out", installed === "out");
    toggle("broken", fault);
    toggle("doubted", doubt);
    toggle("troubled", trouble);
    const differs = believed && open && believed !== "unknown" && believed !== open ? `believed ${believed}` : "";
    toggle("differs", differs);
    const words = [installed === "out" ? "taken out" : "", load && load !== "unloaded" ? load : "", open, lock === "locked" ? "locked" : "", differs, trouble, fault ? `✕ ${fault}` : ""];
    const word = part.querySelector(".word");
    const isTransport = part.classList.contains("transport");
    if (word) word.textContent = cut(isTransport ? [work, fault ? `✕ ${fault}` : ""].filter(Boolean).join(" · ") : words.filter(Boolean).join(", "), isTransport ? 60 : 24);
    if (isTransport) this.moveTransports(name);
    part.querySelector("title").textContent = [name, work, ...words, doubt].filter(Boolean).join(", ");
  }

  // Transports of a library make way for each other, so all of them are drawn when one has moved.
  moveTransports(name) {
    const layout = this.layouts.find((layout) => name.startsWith(`${layout.name}.transport.`));
    const wanted = layout.grips.map((grip) => {
      const box = layout.places.get(this.value("stand", grip.name));
      return box ? box.x + box.width / 2 : grip.x;
    });
    spread(wanted, 52, layout.width - 52).forEach((x, at) => this.drawTransport(layout, layout.grips[at].name, x));
  }

  drawTransport(layout, name, x) {
    const part = this.parts.get(name);
    part.setAttribute("transform", `translate(${x} ${layout.rail})`);
    // What it does is written towards where there is room.
    const word = part.querySelector(".word");
    const isRight = x > layout.width / 2;
    word.setAttribute("x", isRight ? 40 : -40);
    word.classList.toggle("left", !isRight);
    word.classList.toggle("right", isRight);
    layout.places.set(name, { x: x - 37, y: layout.rail + 6, width: 74, height: 22 });
    if (this.inside.has(name)) this.tape(this.inside.get(name));
  }

  // Where a place is drawn: in which library, and the box; null for what is outside.
  boxOf(place) {
    const layout = this.layouts.find((layout) => layout.places.has(place));
    if (!layout) return null;
    const dot = layout.scale.kind !== "named" && place.includes(".slot.");
    return { library: layout.name, layer: this.layers.get(layout.name), box: layout.places.get(place), dot };
  }

  // A cartridge where it is, and its ghost where it is believed.
  tape(at) {
    const item = this.whereabouts.items[at];
    const look = this.whereabouts.look(item, this.state);
    if (["elsewhere", "unknown", "ghost"].includes(look.how)) this.differing.set(at, look);
    else this.differing.delete(at);
    this.keep(at, look.truth);
    if (look.truth?.includes(".transport.")) this.inside.set(look.truth, at);
    const spot = look.truth ? this.boxOf(look.truth) : null;
    if (this.lying.delete(at)) this.isUnsettled = true;
    if (look.truth && !spot) {
      this.lying.set(at, look);
      this.isUnsettled = true;
    }
    // What is as it should be is one of many dots where there are many.
    const dots = spot?.dot && look.how === "same" && !item.cartridge?.cleaner ? this.dots.get(spot.library) : undefined;
    for (const others of this.dots.values()) others.put(at, others === dots ? look.truth : null);
    this.put(this.tapes, at, item, dots ? null : spot, look, false);
    const isApart = look.how === "elsewhere" || look.how === "ghost";
    this.put(this.ghosts, at, item, isApart && look.belief ? this.boxOf(look.belief) : null, look, true);
  }

  // Notes where a cartridge is.
  keep(at, place) {
    const before = this.placeOf.get(at);
    if (before === place) return;
    this.held.get(before)?.delete(at);
    this.placeOf.set(at, place);
    if (place === undefined) return;
    if (!this.held.has(place)) this.held.set(place, new Set());
    this.held.get(place).add(at);
  }

  // The names of the cartridges in a place.
  within(place) {
    return [...(this.held.get(place) ?? [])].map((at) => this.whereabouts.items[at].name);
  }

  put(kept, at, item, spot, look, isGhost) {
    let tape = kept.get(at);
    if (!spot || (tape && tape.isDot !== spot.dot)) {
      tape?.remove();
      kept.delete(at);
      tape = undefined;
    }
    if (!spot) return;
    if (!tape) {
      tape = spot.dot ? this.dot(item) : this.shape(item, isGhost);
      tape.isDot = spot.dot;
      kept.set(at, tape);
    }
    if (tape.parentNode !== spot.layer) spot.layer.append(tape);
    tape.setAttribute("class", `tape ${isGhost ? "ghost" : look.how}${spot.dot ? " dot" : ""}${item.cartridge?.cleaner ? " cleaner" : ""}`);
    const { box } = spot;
    if (spot.dot) {
      for (const side of ["x", "y", "width", "height"]) tape.setAttribute(side, box[side]);
      tape.told = this.tellOf(at, look);
      return;
    }
    tape.style.transform = `translate(${box.x}px, ${box.y}px)`;
    tape.querySelector("title").textContent = this.tellOf(at, look);
    write(tape, labelOf(item, look, isGhost));
  }

  tellOf(at, look) {
    return tell(this.whereabouts.items[at].name, look.truth, look.belief, look.how);
  }

  // A cartridge that is too small for its name; it tells it when somebody points at it.
  dot(item) {
    const dot = svg("rect", { onclick: () => this.choose(item.name) });
    dot.addEventListener("pointerenter", () => dot.replaceChildren(svg("title", {}, dot.told)));
    return dot;
  }

  shape(item) {
    const box = { x: 1, y: 1, width: LOOSE.width - 2, height: LOOSE.height - 2, rx: 3 };
    return svg("g", { class: "tape", onclick: () => this.choose(item.name) }, svg("title"), svg("rect", box), svg("text", { x: LOOSE.width / 2, y: 15.5 }));
  }

  // What lies about: on the shelf and on the floors, side by side. Drawn when something was put there or taken away.
  settle() {
    this.dots.forEach((dots) => dots.draw());
    if (!this.isUnsettled) return;
    this.isUnsettled = false;
    const [shelf, floors] = [[], new Map()];
    for (const [at, look] of this.lying) {
      const item = this.whereabouts.items[at];
      if (this.loose.has(look.truth)) floors.set(look.truth, [...(floors.get(look.truth) ?? []), { item, look }]);
      else shelf.push({ item, look, place: look.truth });
    }
    for (const [place, floor] of this.loose) {
      const layer = this.layers.get(place.slice("the floor of ".length));
      layer.querySelectorAll(".fallen").forEach((fallen) => fallen.remove());
      const room = Math.max(1, Math.floor(floor.width / (LOOSE.width + LOOSE.gap)) - 1);
      const lying = floors.get(place) ?? [];
      lying.slice(0, room).forEach(({ item, look }, at) => {
        const tape = this.shape(item);
        tape.setAttribute("class", `tape fallen ${look.how}${item.cartridge?.cleaner ? " cleaner" : ""}`);
        tape.style.transform = `translate(${floor.x + at * (LOOSE.width + LOOSE.gap)}px, ${floor.y}px)`;
        tape.querySelector("title").textContent = tell(item.name, look.truth, look.belief, look.how);
        write(tape, labelOf(item, look, false));
        layer.append(tape);
      });
      if (lying.length > room) {
        layer.append(svg("text", { x: floor.x + room * (LOOSE.width + LOOSE.gap), y: floor.y + 15, class: "fallen left" }, `+${lying.length - room}`));
      }
    }
    const shown = shelf.slice(0, 60).map(({ item, look, place }) => {
      const button = html("button", { type: "button", class: `tape ${look.how}`, title: tell(item.name, look.truth, look.belief, look.how), onclick: () => this.choose(item.name) }, labelOf(item, look, false));
      return html("li", {}, button, place === "the shelf" || place === "no library" ? null : html("small", {}, ` ${place}`));
    });
    const more = shelf.length > shown.length ? [html("li", {}, `and ${shelf.length - shown.length} more`)] : [];
    const nothing = shelf.length === 0 ? [html("li", { class: "faint" }, "nothing")] : [];
    this.outside.replaceChildren(...shown, ...more, ...nothing);
  }

  // Marks the parts and cartridges that an event is about.
  mark(names) {
    this.marked.forEach((marked) => marked.classList.remove("now"));
    const tapes = names.map((name) => this.tapes.get(this.named.get(name)));
    this.marked = [...names.map((name) => this.parts.get(name)), ...tapes].filter(Boolean);
    this.marked.forEach((marked) => marked.classList.add("now"));
    this.callouts.forEach((callout) => callout.remove());
    this.callouts = names.flatMap((name) => this.callout(name));
  }

  // What is as small as a dot is pointed out, with its name.
  callout(name) {
    const item = this.named.get(name);
    const place = item === undefined ? name : this.placeOf.get(item);
    const spot = place ? this.boxOf(place) : null;
    if (!spot?.dot || this.layouts.find((layout) => layout.name === spot.library).scale.kind !== "dot") return [];
    const { box } = spot;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const tapes = this.within(place);
    const label = `${place.slice(spot.library.length + 1)}${tapes.length > 0 ? `: ${tapes.join(", ")}` : ""}`;
    const isRight = x > 900;
    const text = svg("text", { x: isRight ? x - 18 : x + 18, y: y + 5, class: isRight ? "right" : "left" }, label);
    const callout = svg("g", { class: "callout" }, svg("circle", { cx: x, cy: y, r: 13 }), text);
    spot.layer.append(callout);
    return [callout];
  }

  // What the engine believes otherwise than it is, in so many sentences at the most, and how much more there is.
  differences(most) {
    const told = [];
    for (const [at, look] of this.differing) {
      if (told.length === most) break;
      told.push({ how: look.how, told: this.tellOf(at, look) });
    }
    return { told, more: this.differing.size - told.length };
  }
}

// A label that is long is drawn narrower, so that it stays in its frame.
function write(tape, label) {
  const text = tape.querySelector("text");
  text.textContent = label;
  if (label.length > 9) text.setAttribute("textLength", LOOSE.width - 10);
  else text.removeAttribute("textLength");
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

// The name of a cartridge with a sign of how it stands, so that nobody needs to see colours.
function labelOf(item, look, isGhost) {
  const sign = isGhost ? "?" : { elsewhere: "≠", unknown: "+" }[look.how] ?? "";
  const kind = item.cartridge?.cleaner ? "◆ " : "";
  return `${kind}${cut(item.name, sign || kind ? 7 : 9)}${sign ? ` ${sign}` : ""}`;
}
