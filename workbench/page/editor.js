// The editor: the browser's own text field, so that everything people know of it holds, with numbers beside it and marks beneath.

import { html } from "../../view/page/element.js";
import { linesOf, pieces, range } from "./marks.js";

export class Editor {
  constructor(field, typed) {
    this.field = field;
    this.numbers = html("pre", { class: "numbers", "aria-hidden": "true" });
    this.marks = html("pre", { class: "marks", "aria-hidden": "true" });
    this.places = [];
    const sheet = html("div", { class: "sheet" }, this.marks);
    this.element = html("div", { class: "editor" }, this.numbers, sheet);
    field.replaceWith(this.element);
    sheet.append(field);
    field.addEventListener("input", () => {
      // What was marked is not where it was; it is marked again when the text has been checked.
      this.show([]);
      typed();
    });
  }

  get text() {
    return this.field.value;
  }

  set text(text) {
    this.field.value = text;
    this.show([]);
    this.element.scrollTo(0, 0);
  }

  // Marks the places of mistakes.
  show(places) {
    const { text } = this;
    this.places = places;
    const marked = new Set(places.map((place) => place.line));
    const numbers = linesOf(text).map((_, at) => (marked.has(at + 1) ? html("b", {}, `✕ ${at + 1}\n`) : `${at + 1}\n`));
    this.numbers.replaceChildren(...numbers);
    // A line that is empty at the end of the text is as high as the others.
    this.marks.replaceChildren(...pieces(text, places).map(([piece, isMarked]) => (isMarked ? html("u", {}, piece) : piece)), "\n ");
  }

  // Goes to a place, and selects what stands there.
  go(place) {
    const [from, to] = range(this.text, linesOf(this.text), place);
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(from, to);
    const height = this.marks.clientHeight / (linesOf(this.text).length + 1);
    this.element.scrollTo(0, Math.max((place.line - 1) * height - this.element.clientHeight / 3, 0));
    this.element.scrollIntoView({ block: "nearest" });
  }

  // The place of a mistake after or before the one at which the caret is; around at the ends.
  next(direction) {
    const begins = linesOf(this.text);
    const starts = this.places.map((place) => range(this.text, begins, place)[0]);
    const caret = this.field.selectionStart;
    const order = direction > 0 ? starts.findIndex((start) => start > caret) : starts.findLastIndex((start) => start < caret);
    return this.places.at(order < 0 ? (direction > 0 ? 0 : -1) : order) ?? null;
  }
}
