// The clock of a run: it counts from the moment at which the script begins, as traces do.

export function tellTime(ms, begin) {
  const sign = ms < begin ? "-" : "";
  const length = Math.abs(ms - begin);
  const pad = (number, digits) => String(number).padStart(digits, "0");
  const seconds = Math.floor(length / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((part) => pad(part, 2)).join(":");
  return `${sign}${clock}.${pad(length % 1000, 3)}`;
}

// How long something takes, in the two units that say most.
export function tellLength(ms) {
  const units = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000], ["ms", 1]];
  const at = units.findIndex(([, length]) => ms >= length);
  if (at < 0) return "no time";
  const [[unit, length], next] = [units[at], units[at + 1]];
  const rest = next ? Math.floor((ms % length) / next[1]) : 0;
  return `${Math.floor(ms / length)} ${unit}${rest > 0 ? ` ${rest} ${next[0]}` : ""}`;
}

// Milliseconds of the run, of a time as traces tell it or as scenarios write it: 00:01:07.000, 90s, 1m30s, 250ms, or plain milliseconds.
export function readTime(text, begin) {
  const clock = /^(-?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,3}))?$/.exec(text);
  if (clock) {
    const [, sign, hours, minutes, seconds, millis = "0"] = clock;
    const length = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(millis.padEnd(3, "0"));
    return begin + (sign === "-" ? -length : length);
  }
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)];
  if (parts.length > 0 && parts.map((part) => part[0]).join("") === text) {
    return begin + parts.reduce((sum, [, number, unit]) => sum + Number(number) * units[unit], 0);
  }
  return /^-?\d+$/.test(text) ? begin + Number(text) : null;
}

// What a link asks for: #t=00:01:07.000 or #line=55, also both; null where it asks for nothing.
export function readLink(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  return { time: asked.get("t"), line: /^\d+$/.test(asked.get("line") ?? "") ? Number(asked.get("line")) : null };
}
