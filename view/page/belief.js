// Truth and belief: where each cartridge is, where the engine takes it to be, and whether these differ.

// How a cartridge stands: "same", "moving" while a transport at work has it, "elsewhere" when the engine believes it in another place,
// "unknown" when the engine has no record of it, "ghost" for a medium on record of which no cartridge is known.
export function compare(truth, belief, isCarried) {
  if (truth === undefined) return belief ? "ghost" : "same";
  if (!belief) return "unknown";
  if (truth === belief) return "same";
  if (belief === "no library" && !isElement(truth)) return "same";
  if (isCarried(truth)) return "moving";
  const transport = belief.startsWith("a transport of ") ? belief.slice("a transport of ".length) : null;
  if (transport !== null && truth.startsWith(`${transport}.transport.`)) return "same";
  return "elsewhere";
}

// Whether a place is an element of a library: L1.slot.8, L1.port.1.2.
export function isElement(place) {
  return /\.(slot|drive|port|transport)\.\d+(\.\d+)?$/.test(place);
}

// What the difference is, in a sentence.
export function tell(name, truth, belief, how) {
  if (how === "elsewhere") return `${name} is ${within(truth)}; the engine believes it ${within(belief)}`;
  if (how === "unknown") return `${name} is ${within(truth)}; the engine has no record of it`;
  if (how === "ghost") return `${name} is on record ${within(belief)}; no cartridge is known to be it`;
  if (how === "moving") return `${name} is on its way`;
  return `${name} is ${within(truth)}, as the engine believes`;
}

// A place with the word that goes before it.
function within(place) {
  return `${/^the (shelf|floor)/.test(place) ? "on" : "in"} ${place}`;
}

// Which cartridge each variable of a place speaks of, and each variable of a belief.
export class Whereabouts {
  constructor(run) {
    this.items = run.cartridges.map((cartridge) => ({ name: cartridge.name, cartridge, truth: -1, beliefs: [] }));
    this.of = new Map();
    this.work = new Map();
    run.state.variables.forEach((variable, place) => {
      if (variable.what === "place") this.items[variable.cartridge].truth = place;
      if (variable.what === "belief") {
        if (variable.cartridge === undefined) this.items.push({ name: variable.of, cartridge: null, truth: -1, beliefs: [place] });
        else this.items[variable.cartridge].beliefs.push(place);
      }
      if (variable.what === "work") this.work.set(variable.of, place);
    });
    this.items.forEach((item, at) => [item.truth, ...item.beliefs].filter((place) => place >= 0).forEach((place) => this.of.set(place, at)));
    this.isKnown = run.truth;
  }

  // How an item stands now.
  look(item, state) {
    const truth = item.truth < 0 ? undefined : state.value(item.truth);
    const belief = item.beliefs.map((place) => state.value(place)).find((value) => value) ?? "";
    const isCarried = (place) => Boolean(this.work.has(place) && state.value(this.work.get(place)));
    // Of a bare trace only belief is known, and it is all there is to compare.
    if (!this.isKnown) return { truth: belief || undefined, belief, how: "same" };
    return { truth, belief, how: compare(truth, belief, isCarried) };
  }
}
