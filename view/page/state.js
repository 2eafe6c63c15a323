// State: what every variable is at an event. Key frames make any event quick to reach, and small steps cost only what changes.

const BETWEEN_FRAMES = 2048;

export class State {
  constructor({ variables, values, changes }) {
    this.variables = variables;
    this.values = values;
    const count = changes.length;
    this.events = new Int32Array(count);
    this.which = new Int32Array(count);
    this.after = new Int32Array(count);
    this.before = new Int32Array(count);
    this.frames = [];
    const present = new Int32Array(variables.length).fill(-1);
    for (let at = 0; at < count; at += 1) {
      if (at % BETWEEN_FRAMES === 0) this.frames.push(present.slice());
      const [event, variable, value] = changes[at];
      this.events[at] = event;
      this.which[at] = variable;
      this.after[at] = value;
      this.before[at] = present[variable];
      present[variable] = value;
    }
    if (this.frames.length === 0) this.frames.push(present.slice());
    this.present = this.frames[0].slice();
    this.done = 0;
  }

  // Goes to an event; gives the variables that may have another value than before.
  go(event) {
    const target = firstAbove(this.events, event);
    const frame = Math.min(Math.floor(target / BETWEEN_FRAMES), this.frames.length - 1);
    const touched = new Set();
    if (Math.abs(target - this.done) > BETWEEN_FRAMES) {
      const before = this.present;
      this.present = this.frames[frame].slice();
      for (let at = frame * BETWEEN_FRAMES; at < target; at += 1) this.present[this.which[at]] = this.after[at];
      this.done = target;
      before.forEach((value, variable) => value !== this.present[variable] && touched.add(variable));
      return touched;
    }
    while (this.done < target) {
      this.present[this.which[this.done]] = this.after[this.done];
      touched.add(this.which[this.done]);
      this.done += 1;
    }
    while (this.done > target) {
      this.done -= 1;
      this.present[this.which[this.done]] = this.before[this.done];
      touched.add(this.which[this.done]);
    }
    return touched;
  }

  // The value of a variable; undefined before its first change.
  value(variable) {
    const value = this.present[variable];
    return value < 0 ? undefined : this.values[value];
  }
}

// The first place in a sorted list whose entry is above a value.
export function firstAbove(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
