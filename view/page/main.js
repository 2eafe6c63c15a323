// The page: puts its parts together, and takes all of them to the same event.

import { State } from "./state.js";
import { Whereabouts } from "./belief.js";
import { tellTime, readTime, readLink } from "./clock.js";
import { Journey } from "./journey.js";
import { html } from "./element.js";
import { Picture } from "./picture.js";
import { Lanes, Scale } from "./lanes.js";
import { Lines } from "./lines.js";
import { Story, failureOf } from "./story.js";
import { Player, PACES, KEYS, wish } from "./player.js";
import { Scrubber } from "./scrubber.js";
import { digest } from "./digest.js";
import { Standing } from "./standing.js";

function begin() {
  const run = JSON.parse(document.getElementById("run").textContent);
  const place = (id) => document.getElementById(id);
  const state = new State(run.state);
  const journey = new Journey(run);
  const scale = new Scale(journey);
  const whereabouts = new Whereabouts(run);
  state.go(journey.event);

  const lines = new Lines(run, go);
  const picture = new Picture(run, state, whereabouts, choose);
  const lanes = new Lanes(run, scale, go);
  const scrubber = new Scrubber(run, journey, scale, go);
  const standing = new Standing(run, state);
  const story = run.scenario ? new Story(run, (event) => go(journey.stops[Math.min(journey.firstStop(event), journey.stops.length - 1)])) : null;
  const player = new Player(
    (count) => {
      const event = journey.step(count);
      const isOther = event !== journey.event;
      if (isOther) go(event);
      return isOther;
    },
    () => {
      place("play").textContent = player.isPlaying ? "❚❚ Stop" : "▶ Play";
      place("pace").textContent = `${PACES[player.pace]} a second`;
    },
  );
  const link = (event) => html("a", { href: `#line=${event}` }, `line ${event}`);

  place("picture").append(picture.element);
  place("lanes").append(lanes.element);
  place("scrub").append(scrubber.element);
  place("trace").append(lines.element);
  if (story) place("story").append(story.element);
  else place("story").hidden = true;
  const failure = failureOf(run, link);
  if (failure) place("failing").append(failure);
  const { entries, more: untold } = digest(run);
  const brief = entries.map((entry) => {
    const button = html("button", { type: "button", class: entry.isBad ? "bad" : null, onclick: () => go(entry.event) }, html("time", {}, tellTime(entry.ms, run.begin)), html("span", { class: "sign" }, entry.sign), html("span", {}, entry.told));
    return html("li", {}, button);
  });
  place("digest").append(...brief, ...(untold > 0 ? [html("li", { class: "faint" }, `and ${untold} more`)] : []));
  place("brief").hidden = entries.length === 0;
  place("keys").append(...KEYS.flatMap(([keys, what]) => [html("dt", {}, ...keys.split(" ").flatMap((key) => [html("kbd", {}, key), " "])), html("dd", {}, what)]));

  // The failing moment is in front when nobody asks for another.
  const opening = () => {
    const asked = readLink(location.hash);
    const time = asked.time === null ? null : readTime(asked.time, run.begin);
    if (asked.line !== null) return Math.min(asked.line, run.events.at.length - 1);
    if (time !== null) return journey.atTime(time);
    if (run.failure) return run.failure.event;
    const script = run.scenario?.statements[0]?.event ?? 0;
    return journey.stops[Math.min(journey.firstStop(script), journey.stops.length - 1)];
  };

  let frame = null;
  let resting = null;
  // Goes to an event. What is seen follows with the next frame, however many events are passed until then.
  function go(event, isLinked = false) {
    journey.event = journey.stops[journey.stopOf(event)];
    if (!isLinked) {
      // The link is that of where one stays, and not of every event that is passed.
      clearTimeout(resting);
      resting = setTimeout(() => history.replaceState(null, "", `#line=${journey.event}`), 250);
    }
    frame ??= requestAnimationFrame(() => {
      frame = null;
      show();
    });
  }

  function show() {
    const { event } = journey;
    const touched = state.go(event);
    picture.some(touched);
    standing.some(touched);
    const { at, text, kind, actor, actors, line, about, things, cause } = run.events;
    picture.mark(about[event].map((thing) => things[thing]));
    lines.show(event);
    story?.show(journey.statementAt(event), line[event]);
    place("time").textContent = tellTime(at[event], run.begin);
    place("where").textContent = `line ${event}, event ${journey.stop + 1} of ${journey.stops.length}`;
    const because = cause[event] >= 0 ? [" because of ", link(cause[event])] : [];
    place("said").replaceChildren(html("b", {}, actors[actor[event]]), ` ${text[event].join("; ")}`, ...because);
    place("said").className = kind[event];
    words();
    if (scale.follow(journey.stop)) draw();
    else mark();
  }

  // How things stand, and what the engine believes otherwise than it is, in words. Most steps change nothing of it.
  function words() {
    const stands = standing.tell((name) => picture.within(name));
    const { told, more } = picture.differences(8);
    const written = JSON.stringify([stands, told, more]);
    if (written === words.written) return;
    words.written = written;
    place("standing").replaceChildren(...stands.map(({ told: line, isBad }) => html("li", { class: isBad ? "bad" : null }, line)));
    const differing = told.map((difference) => html("li", { class: difference.how }, difference.told));
    const rest = more > 0 ? [html("li", {}, `and ${more} more`)] : [];
    const nothing = run.truth ? "The engine believes every cartridge where it is." : "This page was made of a bare trace: the picture shows what the engine believes.";
    place("differences").replaceChildren(...(told.length > 0 ? [...differing, ...rest] : [html("li", { class: "faint" }, nothing)]));
  }

  // Lists only the lines about a thing, or all.
  function choose(name) {
    lines.chosen = lines.chosen === name ? null : name;
    place("chosen").hidden = lines.chosen === null;
    place("chosen").textContent = `about ${lines.chosen} ✕`;
    lines.filter();
    lines.show(journey.event);
  }

  // How wide things are is asked when they are drawn, and not at each step.
  let wide = { lane: 100, bar: 100 };
  function measure() {
    const lane = lanes.tracks[0]?.drawing.getBoundingClientRect().width || place("scrub").clientWidth;
    wide = { lane: Math.max(Math.floor(lane), 100), bar: Math.max(Math.floor(scrubber.element.clientWidth), 100) };
    lines.measure();
  }

  function draw() {
    scrubber.draw(wide.bar);
    lanes.draw(wide.lane);
    place("scale").textContent = scale.byTime ? "Scale: time" : "Scale: events";
    place("window").textContent = scale.isWhole ? "all of the run" : `events ${scale.from + 1} to ${scale.to + 1}`;
    mark();
  }

  function mark() {
    const { event } = journey;
    const { lane, bar } = wide;
    const ms = run.events.at[event];
    scrubber.mark(scale.x(event, ms, bar), event);
    lanes.mark(scale.x(event, ms, lane));
  }

  const wishes = {
    back: () => go(journey.step(-1)),
    on: () => go(journey.step(1)),
    farBack: () => go(journey.step(-10)),
    farOn: () => go(journey.step(10)),
    statementBack: () => go(journey.statement(-1)),
    statementOn: () => go(journey.statement(1)),
    begin: () => go(journey.stops[0]),
    end: () => go(journey.stops.at(-1)),
    play: () => player.toggle(),
    faster: () => player.faster(1),
    slower: () => player.faster(-1),
    cause: () => go(journey.cause(journey.event) ?? journey.event),
    failure: () => go(run.failure?.event ?? journey.event),
    closer: () => zoom(0.5),
    farther: () => zoom(2),
    whole: () => zoom(Infinity),
    scale: () => {
      scale.byTime = !scale.byTime;
      draw();
    },
  };

  function zoom(factor) {
    scale.zoom(Math.min(factor, 1e9), journey.stop);
    draw();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isInText = event.target.tagName === "INPUT";
    // A button does what it says; the picture and the lanes scroll.
    if (event.key === " " && ["BUTTON", "A", "SUMMARY"].includes(event.target.tagName)) return;
    const wished = wish(event.key, isInText);
    if (wished === null) return;
    event.preventDefault();
    wishes[wished]();
  });
  for (const button of document.querySelectorAll("[data-wish]")) button.addEventListener("click", () => wishes[button.dataset.wish]());
  place("words").addEventListener("input", () => {
    lines.words = place("words").value;
    lines.filter();
  });
  place("chosen").addEventListener("click", () => choose(lines.chosen));
  addEventListener("hashchange", () => go(opening(), true));
  addEventListener("resize", () => {
    measure();
    draw();
  });

  for (const button of document.querySelectorAll('[data-wish="failure"]')) button.hidden = !run.failure;
  player.shown();
  journey.event = journey.stops[journey.stopOf(opening())];
  measure();
  show();
  draw();
}

begin();
