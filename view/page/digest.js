// The digest: what a run comes to, in as many lines as are read in a minute. What programs asked for and were answered, how requests ended,
// what broke and how often that struck, what people were asked for and did.

import { tellLength, tellTime } from "./clock.js";

const MOST_ENTRIES = 40;
const DIGEST_SIGNS = { call: "▸", refused: "⊘", over: "■", bad: "✕", fault: "⚡", asked: "☝", act: "☞", service: "⏻" };

// The entries in the order of time: the event, a sign, whether it is bad news, and what is told. What happens again and again in the same
// way is told once, with how often.
export function digest(run) {
  const script = run.scenario?.statements[0]?.event ?? 0;
  const all = [...run.lanes.flatMap((lane) => (TELLERS[lane.kind] ?? (() => []))(lane, run)), ...failed(run)];
  const told = again(all.filter((entry) => entry.event >= script || entry.isBad).sort((one, other) => one.event - other.event), run);
  if (told.length <= MOST_ENTRIES) return { entries: told, more: 0 };
  // What went well says least.
  const grave = told.filter((entry) => entry.isBad || entry.sign === DIGEST_SIGNS.act || entry.sign === DIGEST_SIGNS.asked);
  const entries = grave.length >= 5 ? grave.slice(0, MOST_ENTRIES) : told.slice(0, MOST_ENTRIES);
  return { entries, more: told.length - entries.length };
}

function entry(sign, event, ms, told, more = {}) {
  return { sign: DIGEST_SIGNS[sign], event, ms, told, isBad: false, ...more };
}

// What was not as it should be, where it was seen.
function failed({ failure, events }) {
  if (!failure) return [];
  const what = failure.line ? `line ${failure.line} is not met` : "a promise is broken";
  return [entry("bad", failure.event, events.at[failure.event], `${what}: ${failure.came}`, { isBad: true })];
}

// Whether something goes on to the end of the run.
const isOpen = (span) => (span.last ?? null) === null;
const lasted = (span) => (span.end > span.begin ? ` after ${tellLength(span.end - span.begin)}` : "");

// What each kind of lane has to tell.
const TELLERS = {
  client: (lane) =>
    lane.spans
      .filter((span) => span.bad || !span.text.startsWith("OpenNtmsSession"))
      .map((span) => {
        const answer = span.bad ? `${span.bad}${lasted(span)}` : isOpen(span) ? "not answered" : `ERROR_SUCCESS${lasted(span)}`;
        return entry(span.bad ? "refused" : "call", span.first, span.begin, `${lane.name}: ${span.text.split(" ")[0]} ${nameIn(span.text)}– ${answer}`, { isBad: Boolean(span.bad) || isOpen(span) });
      }),
  host: (lane) => lane.spans.filter((span) => span.bad).map((span) => entry("refused", span.first, span.begin, `${lane.name}: ${span.text} – ${span.bad}`, { isBad: true, alike: `${lane.name}: ${span.text} – ${span.bad}` })),
  requests: (lane) =>
    [...phasesOf(lane.spans)].map(([name, phases]) => {
      const [first, last] = [phases[0], phases.at(-1)];
      const waits = phases.filter((phase) => phase.kind === "wait").length;
      const tries = waits > 1 ? `, having waited ${waits} times` : "";
      const length = lasted({ begin: first.begin, end: last.end });
      if (isOpen(last)) return entry("bad", first.first, first.begin, `${name} has not ended: ${last.text}${tries}`, { isBad: true });
      return last.bad
        ? entry("bad", last.last, last.end, `${name} ends badly${length}${tries}: ${last.bad}`, { isBad: true, alike: `ends badly: ${last.bad}` })
        : entry("over", last.last, last.end, `${name} ends well${length}${tries}`);
    }),
  operator: (lane) =>
    lane.spans.map((span) => {
      if (!span.of) return entry("act", span.first, span.begin, span.text);
      const how = span.bad ? `: ${span.bad}` : isOpen(span) ? ", and nobody has done it" : "";
      return entry("asked", span.first, span.begin, `people are asked: ${span.text.replace(/^\w+: /, "").replace(/\.$/, "")}${how}`, { isBad: Boolean(span.bad) });
    }),
  faults: (lane, run) =>
    lane.spans.map((span) => {
      if (span.kind === "moment") return entry("bad", span.first, span.begin, span.text, { isBad: true, alike: span.text.split(" strikes")[0] });
      const until = isOpen(span) ? "to the end" : `until ${tellTime(span.end, run.begin)}`;
      return entry("fault", span.first, span.begin, `fault: ${span.text}, ${until}`, { isBad: true });
    }),
  library: (lane) => lane.spans.filter((span) => span.kind === "trouble" && span.text !== "starting").map((span) => entry("bad", span.first, span.begin, `${lane.name} is ${span.text}`, { isBad: true })),
  service: (lane) => lane.spans.map((span) => entry("service", span.first, span.begin, `the service is ${span.text}`, { isBad: span.text !== "starting" })),
};

// The phases of each request.
function phasesOf(spans) {
  const of = new Map();
  for (const span of spans) {
    if (of.has(span.of)) of.get(span.of).push(span);
    else of.set(span.of, [span]);
  }
  return of;
}

// The first name among the arguments of a call.
function nameIn(text) {
  const named = / (?:media|medium|library|drive|port|slot|request|object)=(\S+)/.exec(text);
  return named ? `${named[1].replace(/\.logical$/, "")} ` : "";
}

// Tells what is alike once, with how often and until when.
function again(entries, run) {
  const kept = new Map();
  for (const one of entries) {
    const key = one.alike ? `${one.sign} ${one.alike}` : `${one.event} ${one.sign} ${one.told}`;
    const before = kept.get(key);
    if (before) [before.times, before.until] = [before.times + 1, one.ms];
    else kept.set(key, { ...one, times: 1, until: one.ms });
  }
  return [...kept.values()].map(({ times, until, ...one }) => (times === 1 ? one : { ...one, told: `${one.told} (${times} times, until ${tellTime(until, run.begin)})` }));
}
