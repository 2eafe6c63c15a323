// The journey: the events at which one can stand, and how one goes from one to another.

import { firstAbove } from "./state.js";

export class Journey {
  constructor(run) {
    // What only names something has no line, and nobody stops there.
    this.stops = [];
    run.events.text.forEach((lines, event) => lines.length > 0 && this.stops.push(event));
    if (this.stops.length === 0) this.stops.push(0);
    this.at = run.events.at;
    this.run = run;
    this.event = this.stops[0];
    // The events with which statements begin.
    this.begins = (run.scenario?.statements ?? []).map((statement) => statement.event);
  }

  // The place of an event among those with a line: the last that is not behind it.
  stopOf(event) {
    return Math.max(firstAbove(this.stops, event) - 1, 0);
  }

  get stop() {
    return this.stopOf(this.event);
  }

  // The event so many stops away.
  step(count) {
    const stop = Math.min(Math.max(this.stop + count, 0), this.stops.length - 1);
    return this.stops[stop];
  }

  // The last event that has happened at a time.
  atTime(ms) {
    return this.stops[this.stopOf(Math.max(firstAbove(this.at, ms) - 1, 0))];
  }

  // The event with which the statement before or after the present one begins.
  statement(direction) {
    const before = firstAbove(this.begins, direction > 0 ? this.event : this.event - 1);
    const place = direction > 0 ? before : before - 1;
    const event = this.begins[place];
    return event === undefined ? this.step(direction * 10) : this.stops[Math.min(this.firstStop(event), this.stops.length - 1)];
  }

  // The first stop that is not before an event.
  firstStop(event) {
    return firstAbove(this.stops, event - 1);
  }

  cause(event) {
    const cause = this.run.events.cause[event];
    return cause < 0 ? null : this.stops[this.stopOf(cause)];
  }

  // The statement that the script is at: its first and last line, or null.
  statementAt(event) {
    const place = firstAbove(this.begins, event) - 1;
    return this.run.scenario?.statements[place] ?? null;
  }
}
