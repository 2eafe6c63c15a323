// The page: a scenario is written, checked as it is typed, run, and looked at.

import { html } from "../../view/page/element.js";
import { LONGEST, fromBase64, read, through, written, writtenStory } from "./link.js";
import { Editor } from "./editor.js";
import { counted, mistake, placesOf, verdict } from "./told.js";
import { Bench } from "./bench.js";

// How long nobody has to type until the text is checked, in milliseconds.
const PAUSE = 150;
// The story that is there when nobody asks for another.
const OPENING = "jam-that-heals.kdl";
const STOPPED = "stopped";

async function begin() {
  const place = (id) => document.getElementById(id);
  const { stories, beside, worker } = JSON.parse(place("data").textContent);
  const editor = new Editor(place("field"), typed);
  const bench = await benchOf(worker, beside);
  let path = "scenario.kdl";
  let isRunning = false;
  let timer = null;
  const kept = [];

  place("stories").append(...stories.map(({ name, title }) => html("option", { value: name }, title)));

  function say(kind, ...told) {
    place("state").className = kind;
    place("state").replaceChildren(...told);
  }

  // Something that should not be: a panic, or a browser that has not what is needed.
  function broken(cause) {
    if (cause.message === STOPPED) return say("faint", "The run was stopped.");
    const whom = "This is a mistake in rsmlab, not in the scenario. Please report it with this message and the scenario.";
    say("bad", `rsmlab has broken down (${cause.message}). ${whom}`);
  }

  function typed() {
    clearTimeout(timer);
    timer = setTimeout(settled, PAUSE);
    // What is seen below was another text.
    place("run").classList.add("past");
  }

  // Nobody types any more: the text is checked, and the address has it.
  function settled() {
    check().catch(broken);
    address().catch(broken);
  }

  async function check() {
    const { text } = editor;
    const { mistakes } = await bench.ask("check", { path, text });
    if (text !== editor.text || isRunning) return;
    tell(mistakes ?? []);
    if (!mistakes) say("good", "✓ This scenario can run.");
  }

  function tell(mistakes) {
    editor.show(placesOf(mistakes));
    place("mistakes").replaceChildren(...mistakes.map((each) => mistake(each, (where) => editor.go(where))));
    if (mistakes.length > 0) say("bad", `✕ ${counted(mistakes.length)}: this scenario cannot run.`);
  }

  // Has the list and the address say what is written here. Gives what stands behind the #; null if it would be too long.
  async function address() {
    const { text } = editor;
    const story = stories.find((each) => each.name === path && each.text === text);
    place("stories").value = story?.name ?? "";
    const link = story ? writtenStory(story.name) : await written(text);
    const behind = link.length > LONGEST ? null : link;
    if (text === editor.text) history.replaceState(null, "", `#${behind ?? ""}`);
    return behind;
  }

  async function run() {
    if (isRunning) return bench.end(STOPPED);
    const { text } = editor;
    isRunning = true;
    place("go").textContent = "■ Stop";
    say("faint", "It runs …");
    try {
      const { mistakes, ran } = await bench.ask("view", { path, text });
      if (mistakes) return tell(mistakes);
      tell([]);
      // The statement that was not met is as good to go to as a mistake.
      if (ran.failure?.line) editor.show([{ line: ran.failure.line, column: 0, length: Infinity }]);
      say(ran.failure ? "bad" : "good", verdict(ran), " ", html("button", { type: "button", onclick: () => place("run").scrollIntoView() }, "Look at it"));
      look(ran.page, text);
    } catch (cause) {
      broken(cause);
    } finally {
      isRunning = false;
      place("go").textContent = "▶ Run";
    }
  }

  // Shows the page of a run. It has its own place to go to behind its own #, which a page within a page has only with an address.
  function look(page, text) {
    while (kept.length > 0) URL.revokeObjectURL(kept.pop());
    const lead = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    kept.push(lead);
    const frame = html("iframe", { title: "The run", sandbox: "allow-scripts", src: lead });
    place("frame").replaceChildren(frame);
    place("page").href = lead;
    place("page").download = path.replace(/(\.kdl)?$/, ".html");
    place("run").hidden = false;
    place("run").classList.toggle("past", text !== editor.text);
  }

  function open(name, text) {
    path = name;
    editor.text = text;
    place("run").hidden = true;
    settled();
  }

  function openStory(name) {
    const story = stories.find((each) => each.name === name);
    if (story) open(story.name, story.text);
    else say("bad", `There is no story called ${name} here; the list has those that are.`);
    return Boolean(story);
  }

  async function openLink() {
    try {
      const asked = await read(location.hash);
      if (asked?.text !== undefined) return open("scenario.kdl", asked.text);
      if (asked) return openStory(asked.story) || open("scenario.kdl", "");
      return openStory(OPENING);
    } catch (cause) {
      say("bad", cause.message);
    }
  }

  async function copy() {
    const behind = await address();
    if (behind === null) return say("bad", `This scenario is too long for a link; save it as a file instead.`);
    const whole = `${location.href.split("#")[0]}#${behind}`;
    try {
      await navigator.clipboard.writeText(whole);
      say("good", "The link is on the clipboard. It holds the scenario itself.");
    } catch {
      say("faint", "The link is the address of this page: the browser lets no page write to the clipboard here.");
    }
  }

  function save() {
    const lead = URL.createObjectURL(new Blob([editor.text], { type: "text/plain" }));
    html("a", { href: lead, download: path }).click();
    setTimeout(() => URL.revokeObjectURL(lead));
  }

  function goNext(direction) {
    const where = editor.next(direction);
    if (where) editor.go(where);
  }

  place("stories").addEventListener("change", ({ target }) => target.value && openStory(target.value));
  place("go").addEventListener("click", run);
  place("copy").addEventListener("click", copy);
  place("save").addEventListener("click", save);
  addEventListener("hashchange", openLink);
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    } else if (event.key === "F8") {
      event.preventDefault();
      goNext(event.shiftKey ? -1 : 1);
    }
  });

  for (const id of ["go", "copy", "save", "stories", "field"]) place(id).disabled = false;
  await openLink();
}

// Unpacks the module, compiles it once, and has workers run it.
async function benchOf(worker, beside) {
  const packed = fromBase64(document.getElementById("module").textContent);
  const module = await WebAssembly.compile(await through(packed, new DecompressionStream("gzip"), Infinity));
  const source = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  return new Bench(() => new Worker(source), { module, beside });
}

begin().catch((cause) => {
  document.getElementById("state").textContent = `The workbench does not begin (${cause.message}). It needs a browser of 2023 or later, with WebAssembly and workers.`;
});
