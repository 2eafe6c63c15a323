// Layout: where everything of a library is drawn. Plain arithmetic, no page needed.

const GAP = 10;
const HEAD = 30;
const BOX = { width: 168, height: 46 };
// A single column may be wider.
const WIDEST = 1060;

// How large a slot is: with its name, without, or as a dot.
export function scaleFor(slots) {
  if (slots <= 60) return { kind: "named", width: 74, height: 24, deep: 6 };
  if (slots <= 400) return { kind: "plain", width: 26, height: 13, deep: 16 };
  return { kind: "dot", width: 8, height: 6, deep: slots <= 2500 ? 50 : 100 };
}

// Where transports are drawn that want to be at these places: as near as can be, side by side between two ends.
export function spread(wanted, low, high, apart = 90) {
  const gap = Math.min(apart, (high - low) / Math.max(1, wanted.length - 1));
  const inOrder = wanted.map((_, at) => at).sort((one, other) => wanted[one] - wanted[other] || one - other);
  const at = wanted.map((x) => Math.min(Math.max(x, low), high));
  inOrder.forEach((one, rank) => { if (rank > 0) at[one] = Math.max(at[one], at[inOrder[rank - 1]] + gap); });
  let end = high;
  for (const one of inOrder.toReversed()) {
    at[one] = Math.min(at[one], end);
    end = at[one] - gap;
  }
  return at;
}

// The boxes of all places of a library by name, in a drawing of its own that begins at 0, 0.
export function layOut(library) {
  const slots = library.columns.reduce((most, [, , last]) => Math.max(most, last), 0);
  const scale = scaleFor(slots);
  const places = new Map();
  const columns = new Map();
  const [left, top] = [GAP, HEAD + 16];
  const deepest = Math.min(scale.deep, Math.max(0, ...library.columns.map(([, first, last]) => last - first + 1)));
  let [x, band, widest] = [left, top, left];
  for (const [column, first, last] of library.columns) {
    const across = Math.ceil((last - first + 1) / scale.deep) * (scale.width + 2);
    // Columns that are more than fit side by side stand in bands, one below the other.
    if (x > left && x + across > WIDEST) [x, band] = [left, band + deepest * (scale.height + 2) + 12];
    const begin = x;
    for (let slot = first; slot <= last; slot += 1) {
      const row = (slot - first) % scale.deep;
      const stack = Math.floor((slot - first) / scale.deep);
      const box = { x: x + stack * (scale.width + 2), y: band + row * (scale.height + 2), width: scale.width, height: scale.height };
      places.set(`${library.name}.slot.${slot}`, box);
    }
    x += across + (scale.kind === "dot" ? 4 : GAP);
    widest = Math.max(widest, x);
    columns.set(column, (begin + x - GAP) / 2);
  }
  const wide = Math.max(widest, 3 * BOX.width + 4 * GAP);
  const rail = band + deepest * (scale.height + 2) + 18;
  const middle = (column) => columns.get(column) ?? nearest(columns, column) ?? wide / 2;
  const grips = library.transports.map((column, at) => {
    const name = `${library.name}.transport.${at + 1}`;
    return { name, column, x: middle(column) };
  });
  let y = rail + (library.transports.length > 0 ? 64 : 0);
  const flow = (names, size) => {
    const across = Math.max(1, Math.floor((wide - GAP) / (size.width + GAP)));
    const boxes = names.map((name, at) => ({
      name,
      x: GAP + (at % across) * (size.width + GAP),
      y: y + Math.floor(at / across) * (size.height + GAP),
      ...size,
    }));
    y += Math.ceil(names.length / across) * (size.height + GAP);
    return boxes;
  };
  const drives = flow(library.drives.map((_, at) => `${library.name}.drive.${at + 1}`), BOX);
  for (const drive of drives) places.set(drive.name, { x: drive.x + 6, y: drive.y + 18, width: 74, height: 22 });
  const ports = [];
  library.ports.forEach((port, at) => {
    const name = `${library.name}.port.${at + 1}`;
    const across = Math.min(port.cells, Math.max(1, Math.floor((wide - 2 * GAP - 90) / 78)));
    const size = { width: Math.max(BOX.width, across * 78 + 94), height: 20 + Math.ceil(port.cells / across) * 26 };
    ports.push({ name, x: GAP, y, ...size, hand: port.hand });
    for (let cell = 1; cell <= port.cells; cell += 1) {
      const [column, row] = [(cell - 1) % across, Math.floor((cell - 1) / across)];
      places.set(`${name}.${cell}`, { x: GAP + 6 + column * 78, y: y + 18 + row * 26, width: 74, height: 22 });
    }
    y += size.height + GAP;
  });
  const doors = flow(Array.from({ length: library.doors }, (_, at) => `${library.name}.door.${at + 1}`), { width: BOX.width, height: 26 });
  const floor = { x: GAP, y, width: wide - GAP, height: 34 };
  return { name: library.name, scale, places, middle, rail, grips, drives, ports, doors, floor, width: wide + GAP, height: y + 34 + GAP, top };
}

function nearest(columns, column) {
  const known = [...columns.keys()].sort((one, other) => Math.abs(one - column) - Math.abs(other - column));
  return columns.get(known[0]);
}

// The stripes behind the slots of a magazine: one for each stack that it lies in.
export function stripes(layout, [first, last]) {
  const stacks = new Map();
  for (let slot = first; slot <= last; slot += 1) {
    const box = layout.places.get(`${layout.name}.slot.${slot}`);
    if (!box) continue;
    const stripe = stacks.get(box.x);
    if (stripe) stripe.height = box.y + box.height + 2 - stripe.y;
    else stacks.set(box.x, { x: box.x - 2, y: box.y - 2, width: box.width + 4, height: box.height + 4 });
  }
  return [...stacks.values()];
}
