// The site works without this file. With it a broken picture gives way to its drawing, and a video plays in its place.
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
