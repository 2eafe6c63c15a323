// Dots: the cartridges of a library that is too large for their names. Those of a stack of slots are one shape, so that what is drawn does
// not grow with what there is.

import { svg } from "./element.js";

export class Dots {
  // `choose` hears which cartridge somebody points at; `tell` says how it stands.
  constructor(layout, choose, tell) {
    Object.assign(this, { layout, choose, tell });
    this.stacks = new Map();
    this.placeOf = new Map();
    this.dirty = new Set();
    this.element = svg("g");
  }

  // A cartridge is in a place, or in none of these.
  put(item, place) {
    const before = this.placeOf.get(item);
    if (before === place) return;
    if (before !== undefined) this.stack(before).items.delete(before);
    if (place === null) this.placeOf.delete(item);
    else {
      this.placeOf.set(item, place);
      this.stack(place).items.set(place, item);
    }
  }

  stack(place) {
    const { x } = this.layout.places.get(place);
    let stack = this.stacks.get(x);
    if (!stack) {
      const shape = svg("path", { class: "dot same" });
      stack = { shape, items: new Map() };
      shape.addEventListener("click", (event) => this.at(stack, event) !== undefined && this.choose(this.at(stack, event)));
      shape.addEventListener("pointermove", (event) => shape.replaceChildren(svg("title", {}, this.tell(this.at(stack, event)))));
      this.stacks.set(x, stack);
      this.element.append(shape);
    }
    this.dirty.add(stack);
    return stack;
  }

  // The cartridge at which somebody points.
  at(stack, event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.element.getScreenCTM().inverse());
    for (const [place, item] of stack.items) {
      const { y, height } = this.layout.places.get(place);
      if (point.y >= y - 1 && point.y <= y + height + 1) return item;
    }
    return undefined;
  }

  // Draws the stacks in which something has changed.
  draw() {
    for (const { shape, items } of this.dirty) {
      const box = (place) => {
        const { x, y, width, height } = this.layout.places.get(place);
        return `M${x} ${y}h${width}v${height}h${-width}z`;
      };
      shape.setAttribute("d", [...items.keys()].map(box).join(""));
    }
    this.dirty.clear();
  }
}
