// The link: behind the # of the address stands the scenario itself, or the name of a story. What is behind the # is sent to nobody.

// Longer links are not kept by every program through which they go.
export const LONGEST = 60_000;
// As many bytes as a scenario may have; a short link can hold a text without end.
const MOST = 4 << 20;

// What stands behind the # for a text: compressed, where the browser can.
export async function written(text) {
  const plain = new TextEncoder().encode(text);
  if (typeof CompressionStream === "undefined") return `text=${toBase64(plain)}`;
  return `kdl=${toBase64(await through(plain, new CompressionStream("deflate-raw")))}`;
}

export function writtenStory(name) {
  return `story=${encodeURIComponent(name)}`;
}

// What a link asks for: { story }, { text }, or null. Fails with a sentence for people.
export async function read(hash) {
  const [, kind, said] = /^#(story|text|kdl)=(.+)$/s.exec(hash) ?? [];
  if (!kind) return null;
  try {
    if (kind === "story") return { story: decodeURIComponent(said) };
    const bytes = fromBase64(said);
    const plain = kind === "text" ? bytes : await through(bytes, new DecompressionStream("deflate-raw"));
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain) };
  } catch (cause) {
    throw new Error("This link holds no scenario: a part of it was lost, or it is of another program.", { cause });
  }
}

// Bytes through a stream that makes others of them.
export async function through(bytes, stream, most = MOST) {
  const parts = [];
  let size = 0;
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) {
      await reader.cancel();
      throw new RangeError(`more than ${most} bytes`);
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

// Base 64 with letters that an address keeps as they are.
function toBase64(bytes) {
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text.trim().replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
