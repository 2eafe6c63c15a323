// Marks: where in a text something stands that is told by line and column, and the text in pieces, each marked or not.

// Where the lines of a text begin. A line ends as rsmlab has it: with \n, \r or both.
export function linesOf(text) {
  const begins = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) begins.push(end.index + end[0].length);
  return begins;
}

// From where to where a place of a text goes; within its line, and at least one character if there is one.
export function range(text, begins, { line, column, length }) {
  const begin = begins[line - 1] ?? text.length;
  const next = begins[line] ?? text.length + 1;
  const end = begin + text.slice(begin, next).replace(/[\r\n]+$/, "").length;
  const from = Math.min(begin + column, Math.max(end - 1, begin));
  return [from, Math.min(Math.max(from + length, from + 1), Math.max(end, from))];
}

// A text in pieces that together are all of it: [piece, is it marked].
export function pieces(text, places) {
  const begins = linesOf(text);
  const ranges = places.map((place) => range(text, begins, place)).sort(([one], [other]) => one - other);
  const found = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (to <= Math.max(from, at)) continue;
    if (from > at) found.push([text.slice(at, from), false]);
    found.push([text.slice(Math.max(from, at), to), true]);
    at = to;
  }
  found.push([text.slice(at), false]);
  return found;
}
