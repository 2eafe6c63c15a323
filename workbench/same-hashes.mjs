// Runs every scenario as WebAssembly and compares the hashes of the traces with those of other machines (same-hashes.sh).

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

const [folder, program] = process.argv.slice(2);
const glue = readFileSync(join(folder, "rsmlab_workbench.js"), "utf8");
const module = new WebAssembly.Module(readFileSync(join(folder, "rsmlab_workbench_bg.wasm")));

// Nothing that a run could depend on comes into the module from outside: what it imports is how it hands texts over, and how a panic gets out.
const OUTWARD = /^__wbindgen_|^__wbg_(Error|__wbindgen_throw)_/;
const foreign = WebAssembly.Module.imports(module).filter(({ name }) => !OUTWARD.test(name));
if (foreign.length > 0) {
  console.error(`the module imports what a run must not depend on: ${foreign.map(({ module: from, name }) => `${from} ${name}`).join(", ")}`);
  process.exit(1);
}

// A workbench in which nothing has run. What binds the module holds one instance, and is read anew with each.
function fresh() {
  const bound = new Function(`${glue}\nreturn wasm_bindgen;`)();
  bound.initSync({ module });
  return new bound.Workbench();
}

let workbench = fresh();

// The hash of the trace of a scenario that holds; else what came instead.
function came(file) {
  const text = readFileSync(file, "utf8");
  for (const [, name] of text.matchAll(/\blike="?([^"\s]+\.kdl)"?/gi)) workbench.lay(name, readFileSync(join(dirname(file), name), "utf8"));
  try {
    const answer = JSON.parse(workbench.run(file, text));
    if (answer.mistakes) return `cannot run: ${answer.mistakes[0].message}`;
    const { failure, hash } = answer.ran;
    return failure ? `failed in line ${failure.line}: expected ${failure.expected}; came ${failure.came}` : hash;
  } catch (panic) {
    workbench = fresh();
    return `broke down: ${panic.message}`;
  }
}

// The hashes that the program has for files.
function asked(files) {
  const report = JSON.parse(execFileSync(program, ["run", "--format", "json", ...files], { encoding: "utf8" }));
  return report.scenarios.map(({ path, hash }) => [path, hash]);
}

const written = readFileSync("scenarios/traces.txt", "utf8").trimEnd().split("\n").map((line) => line.split("  "));
const stories = readdirSync("benches/stories").filter((name) => name.endsWith(".kdl")).map((name) => `benches/stories/${name}`);
const expected = [...written.map(([hash, name]) => [`scenarios/${name}`, hash]), ...asked(stories)];

let same = 0;
for (const [file, hash] of expected) {
  const found = came(file);
  if (found === hash) same += 1;
  else console.log(`${file}: ${found}, and ${hash} elsewhere`);
}
console.log(`${same} of ${expected.length} scenarios leave the same trace as WebAssembly`);
process.exit(same === expected.length && expected.length > 0 ? 0 : 1);
