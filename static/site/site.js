// The site works without this file. With it a broken picture gives way to its drawing, and a video plays in its place,
// and the search offers titles while somebody types.
"use strict";

const giveWay = (picture) => { picture.hidden = true; };

// Errors of pictures do not bubble, but they can be caught on their way down.
document.addEventListener("error", (event) => {
  if (event.target instanceof HTMLImageElement) giveWay(event.target);
}, true);

// Those that failed before this file came.
for (const picture of document.images) {
  if (picture.complete && picture.naturalWidth === 0) giveWay(picture);
}

for (const player of document.querySelectorAll("[data-video]")) {
  player.querySelector("a").addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = `https://www.youtube-nocookie.com/embed/${encodeURIComponent(player.dataset.video)}?autoplay=1`;
    frame.title = player.dataset.title;
    frame.allow = "autoplay; encrypted-media; picture-in-picture; fullscreen";
    frame.allowFullscreen = true;
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    event.currentTarget.replaceWith(frame);
    frame.focus();
  });
}

const seek = document.querySelector(".seek");
if (seek) {
  const input = seek.elements.q, list = document.createElement("ul");
  let wait, asked, at = -1;
  list.id = "offered";
  list.role = "listbox";
  list.ariaLabel = seek.dataset.label;
  list.hidden = true;
  seek.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) input.setAttribute(name, value);

  const choose = (index) => {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = index;
    list.children[at]?.setAttribute("aria-selected", "true");
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const show = (found) => {
    choose(-1);
    list.replaceChildren(...found.map(({ title, url, source }, index) => {
      const option = document.createElement("li"), small = document.createElement("small");
      option.id = `offered-${index}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.dataset.url = url;
      small.textContent = source;
      option.append(title, small);
      return option;
    }));
    list.hidden = !found.length;
    input.ariaExpanded = String(!list.hidden);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${seek.dataset.suggest}?${new URLSearchParams({ q: input.value })}`, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).found);
    } catch { /* it was asked again, or there is no network: the form works as ever */ }
  };

  input.addEventListener("input", () => {
    clearTimeout(wait);
    if (input.value.trim().length > 1) wait = setTimeout(ask, 120);
    else { asked?.abort(); show([]); }
  });
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && count) {
      event.preventDefault();
      choose(at < 0 && step < 0 ? count - 1 : (at + 1 + step + count + 1) % (count + 1) - 1);
    } else if (event.key === "Enter" && count && at >= 0) {
      event.preventDefault();
      location.assign(list.children[at].dataset.url);
    } else if (event.key === "Escape") {
      clearTimeout(wait);
      asked?.abort();
      if (count) { event.preventDefault(); show([]); } else input.blur();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where it is
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", () => { clearTimeout(wait); asked?.abort(); show([]); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    input.select();
    input.focus();
  });
}
