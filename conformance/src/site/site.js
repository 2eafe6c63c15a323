"use strict";

// The search. Its index is a script beside this one, which is loaded when somebody comes to the field: pages open from a disk as well,
// where nothing can be fetched.
const MOST = 30;
const root = document.querySelector("[data-root]").dataset.root;
const form = document.querySelector(".search");
const input = form.querySelector("input");
const list = document.getElementById("found");
const told = form.querySelector("output");
let entries = null; // Until the index is there.
let isAskedFor = false;
let chosen = -1;

function load() {
  if (isAskedFor) return;
  isAskedFor = true;
  const script = document.createElement("script");
  script.src = `${root}index.js`;
  script.addEventListener("load", () => {
    entries = window.rsmlabIndex.map(([name, kind, address, lead]) => ({ name, kind, address, lead, low: name.toLowerCase(), all: `${name} ${kind} ${lead}`.toLowerCase() }));
    show();
  });
  document.head.append(script);
}

// The lower the better; null for what does not fit. `ERROR_` and `NTMS_` may be left out, and words come in any order.
function rank(entry, query, words) {
  const bare = entry.low.replace(/^(error|ntms)_/, "");
  if (entry.low === query || bare === query) return 0;
  if (entry.low.startsWith(query) || bare.startsWith(query)) return 1;
  if (entry.low.includes(query)) return 2;
  if (words.every((word) => entry.low.includes(word))) return 3;
  return words.every((word) => entry.all.includes(word)) ? 4 : null;
}

function find(text) {
  const query = text.trim().toLowerCase();
  const words = query.split(/\s+/);
  if (query === "") return [];
  const found = [];
  for (const entry of entries ?? []) {
    const place = rank(entry, query, words);
    if (place !== null) found.push([place, entry]);
  }
  return found.sort(([one, a], [other, b]) => one - other || a.low.length - b.low.length || (a.low < b.low ? -1 : 1)).map(([, entry]) => entry);
}

function show() {
  const found = find(input.value);
  const isOpen = input.value.trim() !== "" && entries !== null && document.activeElement === input;
  list.replaceChildren(...found.slice(0, MOST).map(option));
  if (found.length === 0) {
    const none = document.createElement("li");
    none.className = "none";
    none.textContent = "Nothing is called so, and no text has all these words. Fewer or shorter words find more.";
    list.append(none);
  }
  list.hidden = !isOpen;
  input.setAttribute("aria-expanded", String(isOpen));
  told.textContent = isOpen ? `${found.length} found` : "";
  choose(found.length > 0 ? 0 : -1);
}

function option(entry, place) {
  const item = document.createElement("li");
  item.id = `found-${place}`;
  item.setAttribute("role", "option");
  const link = document.createElement("a");
  link.href = root + entry.address;
  link.tabIndex = -1;
  const name = document.createElement("b");
  name.textContent = entry.name;
  const kind = document.createElement("small");
  kind.textContent = ` ${entry.kind}`;
  const lead = document.createElement("p");
  lead.textContent = entry.lead;
  link.append(name, kind, lead);
  item.append(link);
  return item;
}

function choose(place) {
  chosen = place;
  const options = list.querySelectorAll("[role=option]");
  options.forEach((item, number) => item.setAttribute("aria-selected", String(number === place)));
  if (options[place]) {
    input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function close() {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
}

input.addEventListener("focus", () => { load(); show(); });
input.addEventListener("input", show);
input.addEventListener("keydown", (event) => {
  const options = list.querySelectorAll("[role=option]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined && options.length > 0) {
    event.preventDefault();
    choose((chosen + step + options.length) % options.length);
  } else if (event.key === "Escape") {
    close();
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  list.querySelector("[aria-selected=true] a")?.click();
});
document.addEventListener("click", (event) => {
  if (!form.contains(event.target)) close();
});
document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, textarea");
  if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
  }
});
list.addEventListener("click", close);
form.hidden = false;

// What a link leads to is open. Browsers of today do so; older ones need to be told.
function open() {
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("details")?.setAttribute("open", "");
}
window.addEventListener("hashchange", open);
open();
