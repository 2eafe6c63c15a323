"use strict";
const form = document.querySelector("form");
const input = form.querySelector("input");
const told = form.querySelector("output");
const nothing = document.querySelector(".nothing");
// A square stands for its entry; a case is one itself.
const items = [...document.querySelectorAll("[data-find]")].map((item) => {
  const link = item.querySelector(":scope > a.sign");
  return { item, entry: link === null ? item : document.getElementById(decodeURIComponent(link.hash.slice(1))) };
});

// A few are shown with all there is to say; more than that only as squares.
const FEW = 24;

// One stop for the tab key in each strip; the arrow keys go on from there.
function stopAt(stop, strip) {
  for (const link of strip.querySelectorAll(".cells a")) {
    link.tabIndex = link === stop ? 0 : -1;
  }
}

function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  let shown = 0;
  for (const { item, entry } of items) {
    const fits = words.every((word) => item.dataset.find.includes(word));
    item.hidden = entry.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  const isFew = words.length > 0 && shown <= FEW;
  for (const strip of document.querySelectorAll(".strip")) {
    const first = strip.querySelector(".cells > :not([hidden]) > a");
    strip.hidden = first === null;
    stopAt(first, strip);
    // Without a filter, what somebody opened stays open.
    if (words.length > 0) {
      strip.querySelector("details").open = isFew && !strip.hidden;
    }
  }
  for (const outer of [...document.querySelectorAll("article"), ...document.querySelectorAll(".group")]) {
    outer.hidden = outer.querySelector(".strip:not([hidden]), li[data-find]:not([hidden])") === null;
  }
  if (words.length > 0) {
    for (const cases of document.querySelectorAll(".cases > details")) cases.open = true;
  }
  nothing.hidden = shown > 0;
  told.textContent = words.length === 0 ? "" : `${shown} of ${items.length}`;
}

// A filter can be linked to: #q=inject+slot_full. Any other fragment names an entry.
function follow() {
  const fragment = location.hash.slice(1);
  if (fragment.startsWith("q=")) {
    input.value = new URLSearchParams(fragment).get("q");
    filter();
  } else {
    // Browsers of today open what holds the entry; older ones need to be told.
    document.getElementById(decodeURIComponent(fragment))?.closest("details")?.setAttribute("open", "");
  }
}

input.addEventListener("input", () => {
  filter();
  history.replaceState(null, "", "#" + new URLSearchParams({ q: input.value }));
});
window.addEventListener("hashchange", follow);

for (const strip of document.querySelectorAll(".strip")) {
  strip.querySelector(".cells").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const shown = [...strip.querySelectorAll(".cells > :not([hidden]) > a")];
    const next = shown[shown.indexOf(event.target) + step];
    if (next !== undefined) {
      event.preventDefault();
      stopAt(next, strip);
      next.focus();
    }
  });
}

form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = false;
filter();
follow();
