// The worker: rsmlab itself, beside the page. It answers what the page asks, in order. What binds the module stands before it, as `wasm_bindgen`: a
// script and no module, because browsers begin no worker of modules from a page of the disk.

let workbench = null;

const answers = {
  begin({ module, beside }) {
    wasm_bindgen.initSync({ module });
    workbench = new wasm_bindgen.Workbench();
    for (const { name, text } of beside) workbench.lay(name, text);
    return null;
  },
  check: ({ path, text }) => JSON.parse(workbench.check(path, text)),
  view: ({ path, text }) => JSON.parse(workbench.view(path, text)),
};

addEventListener("message", ({ data }) => {
  try {
    postMessage({ id: data.id, answer: answers[data.what](data) });
  } catch (trouble) {
    postMessage({ id: data.id, trouble: String(trouble?.message ?? trouble) });
  }
});
