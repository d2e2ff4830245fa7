// The site works without it. Broken pictures give way to drawings, videos play in place, the search offers titles
// while somebody types, and light or dark is the reader's choice.
"use strict";

// Errors of pictures do not bubble, but they can be caught on their way down.
document.addEventListener("error", ({ target }) => {
  if (target instanceof HTMLImageElement) target.hidden = true;
}, true);

// Those that failed before this file came.
for (const picture of document.images) {
  if (picture.complete && !picture.naturalWidth) picture.hidden = true;
}

// What was chosen holds from the start (templates/site/theme.js), and at the desk.
const theme = document.querySelector(".theme select");
if (theme) {
  const show = (chosen) => {
    theme.value = chosen;
    document.documentElement.dataset.theme = theme.value ||= "auto";
  };
  theme.addEventListener("change", () => {
    show(theme.value);
    try { localStorage.theme = theme.value; } catch { /* it holds for this page alone */ }
  });
  // In another tab, or on a page after this one.
  for (const event of ["storage", "pageshow"]) addEventListener(event, () => {
    try { show(localStorage.theme); } catch { /* the same */ }
  });
}

for (const player of document.querySelectorAll("[data-video]")) {
  player.querySelector("a").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = Object.assign(document.createElement("iframe"), {
      src: `https://www.youtube-nocookie.com/embed/${encodeURIComponent(player.dataset.video)}?autoplay=1`,
      title: player.dataset.title,
      allow: "autoplay; encrypted-media; picture-in-picture; fullscreen",
      allowFullscreen: true,
      referrerPolicy: "strict-origin-when-cross-origin",
    });
    event.currentTarget.replaceWith(frame);
    frame.focus();
  });
}

const seek = document.querySelector(".seek");
if (seek) {
  const input = seek.elements.q, list = document.createElement("ul");
  let wait, asked, at = -1;
  Object.assign(list, { id: "offered", role: "listbox", ariaLabel: seek.dataset.label, hidden: true });
  Object.assign(input, { role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  input.setAttribute("aria-controls", list.id);
  seek.append(list);

  const choose = (index) => {
    if (at >= 0) list.children[at].ariaSelected = "false";
    at = index;
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    list.children[at].ariaSelected = "true";
    input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const show = (found) => {
    choose(-1);
    list.replaceChildren(...found.map(({ title, url, source }, index) => {
      const option = document.createElement("li"), small = document.createElement("small");
      Object.assign(option, { id: `offered-${index}`, role: "option", ariaSelected: "false" });
      option.dataset.url = url;
      small.textContent = source;
      option.append(title, small);
      return option;
    }));
    list.hidden = !found.length;
    input.ariaExpanded = String(!list.hidden);
  };
  const stop = () => {
    clearTimeout(wait);
    asked?.abort();
  };
  const ask = async () => {
    asked = new AbortController();
    try {
      const answer = await fetch(`${seek.dataset.suggest}?${new URLSearchParams({ q: input.value })}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).found);
    } catch { /* asked again, or no network: the form works as ever */ }
  };

  input.addEventListener("input", () => {
    stop();
    if (input.value.trim().length > 1) wait = setTimeout(ask, 120);
    else show([]);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && count) {
      event.preventDefault();
      stop();
      choose((at + step + count + 2) % (count + 1) - 1);
    } else if (event.key === "Enter" && count && at >= 0) {
      event.preventDefault();
      list.children[at].click();
    } else if (event.key === "Escape") {
      stop();
      if (count) { event.preventDefault(); show([]); } else input.blur();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays
  list.addEventListener("click", ({ target }) => {
    const option = target.closest("li");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", () => { stop(); show([]); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
    event.preventDefault();
    input.select();
    input.focus();
  });
}
