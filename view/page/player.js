// The player: keys, buttons and the pace at which events follow one another.

export const PACES = [0.5, 1, 2, 5, 10, 30, 100];

export class Player {
  // `step` goes so many events on and says whether there was one; `shown` hears when playing begins, ends, or has another pace.
  constructor(step, shown) {
    Object.assign(this, { step, shown, pace: 2, timer: null });
  }

  get isPlaying() {
    return this.timer !== null;
  }

  toggle() {
    if (this.isPlaying) this.stop();
    else this.play();
  }

  play() {
    this.stop();
    this.timer = setInterval(() => this.step(1) || this.stop(), 1000 / PACES[this.pace]);
    this.shown();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.shown();
  }

  faster(by) {
    this.pace = Math.min(Math.max(this.pace + by, 0), PACES.length - 1);
    if (this.isPlaying) this.play();
    this.shown();
  }
}

// What each key does, as it is told to people.
export const KEYS = [
  ["← →", "one event back, on"],
  ["↑ ↓", "one statement back, on"],
  ["PgUp PgDn", "ten events back, on"],
  ["Home End", "to the beginning, to the end"],
  ["Space", "play, stop"],
  ["+ −", "faster, slower"],
  ["c", "to the cause of this event"],
  ["f", "to what was not as it should be"],
  ["z x", "show more of it, all of it"],
  ["t", "scale by time, by events"],
];

// The name of what a key asks for; null if it asks for nothing here.
export function wish(key, isInText) {
  if (isInText) return null;
  const wishes = {
    ArrowLeft: "back", ArrowRight: "on", ArrowUp: "statementBack", ArrowDown: "statementOn", PageUp: "farBack", PageDown: "farOn", Home: "begin", End: "end",
    " ": "play", "+": "faster", "=": "faster", "-": "slower", c: "cause", f: "failure", z: "closer", x: "whole", t: "scale",
  };
  return wishes[key] ?? null;
}
