// How things stand: what one would ask somebody in front of the library, in words. Where each transport is and what it has, what is in the
// ports, what is broken, who waits and what people are asked for.

// The states in which a request has ended. It stays on record, and there is nothing more to say of it.
const ENDED = ["NTMS_LM_PASSED", "NTMS_LM_FAILED", "NTMS_LM_INVALID", "NTMS_LM_CANCELLED", "NTMS_LM_STOPPED", "NTMS_OPSTATE_REFUSED", "NTMS_OPSTATE_COMPLETE"];
const SPOKEN = ["service", "trouble", "fault", "request", "operator_request"];
const MOST_TOLD = 12;

export class Standing {
  constructor(run, state) {
    Object.assign(this, { run, state });
    this.variables = new Map();
    this.live = new Map();
    run.state.variables.forEach((variable, place) => {
      this.variables.set(`${variable.what} ${variable.of}`, place);
      if (SPOKEN.includes(variable.what)) this.look(place);
    });
    // The messages of operator requests stand where their spans do.
    const operator = run.lanes.find((lane) => lane.kind === "operator");
    this.asked = new Map((operator?.spans ?? []).filter((span) => span.of).map((span) => [span.of, span.text]));
  }

  // What may have changed.
  some(touched) {
    for (const variable of touched) if (SPOKEN.includes(this.run.state.variables[variable].what)) this.look(variable);
  }

  look(variable) {
    const value = this.state.value(variable);
    const { what } = this.run.state.variables[variable];
    const isLive = value && !ENDED.includes(value) && !(what === "service" && value === "running");
    if (isLive) this.live.set(variable, value);
    else this.live.delete(variable);
  }

  value(what, of) {
    const variable = this.variables.get(`${what} ${of}`);
    return variable === undefined ? undefined : this.state.value(variable);
  }

  // All of it in sentences: what is out of order first. `inside` knows the cartridges in a place by its name.
  tell(inside) {
    const live = [...this.live].map(([variable, value]) => ({ ...this.run.state.variables[variable], value }));
    const of = (what, told) => live.filter((one) => one.what === what).map(told);
    const bad = [
      ...of("service", ({ value }) => `The service is ${value}.`),
      ...of("trouble", ({ of: name, value }) => `${name} is ${value}.`),
      ...of("fault", ({ of: name, value }) => `${name} has a fault: ${value}.`),
    ].map((told) => ({ told: `✕ ${told}`, isBad: true }));
    const waiting = [
      ...of("operator_request", ({ of: name }) => `People are asked (${name}): ${(this.asked.get(name) ?? "something").replace(/^\w+: /, "").replace(/\.$/, "")}.`),
      ...of("request", ({ of: name, value }) => `${name} is under way: ${value.replace("NTMS_LM_", "").toLowerCase().replace("inprocess", "in process,").replace(/,$/, "")}.`),
    ].map((told) => ({ told, isBad: false }));
    const all = [...bad, ...this.run.libraries.flatMap((library) => this.library(library, inside)), ...waiting];
    if (all.length === 0) return [{ told: "Nothing is under way.", isBad: false }];
    return all.length <= MOST_TOLD ? all : [...all.slice(0, MOST_TOLD), { told: `and ${all.length - MOST_TOLD} more`, isBad: false }];
  }

  // The first transports and ports of a library, and the drives that hold something.
  library(library, inside) {
    const names = (kind, count) => Array.from({ length: Math.min(count, 4) }, (_, at) => `${library.name}.${kind}.${at + 1}`);
    const holds = (name, cells) => {
      const tapes = cells.flatMap((cell) => inside(cell));
      return tapes.length > 0 ? `has ${tapes.join(", ")}` : "is empty";
    };
    const transports = names("transport", library.transports.length).map((name) => {
      const [stand, work] = [this.value("stand", name), this.value("work", name)];
      return `${name} ${stand ? `is at ${stand.slice(library.name.length + 1)}, ` : ""}${holds(name, [name])}${work ? `, and works: ${work}` : ", and rests"}.`;
    });
    const ports = names("port", library.ports.length).map((name, at) => {
      const cells = Array.from({ length: library.ports[at].cells }, (_, cell) => `${name}.${cell + 1}`);
      const words = [this.value("open", name), this.value("lock", name)].filter(Boolean);
      return `${name} ${holds(name, cells)}${words.length > 0 ? `, ${words.join(", ")}` : ""}.`;
    });
    const drives = Array.from({ length: library.drives.length }, (_, at) => `${library.name}.drive.${at + 1}`).filter((name) => inside(name).length > 0);
    const held = drives.slice(0, 4).map((name) => {
      const load = this.value("load", name);
      return `${name} ${holds(name, [name])}${load ? `, ${load}` : ""}.`;
    });
    return [...transports, ...held, ...ports].map((told) => ({ told, isBad: false }));
  }
}
