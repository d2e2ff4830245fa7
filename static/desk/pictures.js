// A picture's focal point: set by a click or by arrow keys, seen at once in the crops; saved with the form, and not before.
"use strict";
{
  const form = document.getElementById("picture_form");
  const whole = document.getElementById("whole");
  const fields = { x: document.getElementById("picture-focus_x"), y: document.getElementById("picture-focus_y") };

  const within = (number) => Math.min(Math.max(Math.round(number * 10) / 10, 0), 100);
  const value = (field) => within(Number.parseFloat(field.value) || 0);

  // As articles/images/shaping/roles.py cuts: the largest part of this shape, the point as near to its middle as the edges allow.
  const start = (share, point) => (share >= 1 ? 50 : Math.min(Math.max((point / 100 - share / 2) / (1 - share), 0), 1) * 100);

  const cut = (image, point) => {
    const shape = image.getAttribute("width") / image.getAttribute("height");
    const own = whole.getAttribute("width") / whole.getAttribute("height");
    if (image.src !== whole.src) {
      image.style.aspectRatio = shape;
      image.src = whole.src;
    }
    image.style.objectPosition = `${start(Math.min(shape / own, 1), point.x)}% ${start(Math.min(own / shape, 1), point.y)}%`;
  };

  const draw = () => {
    const point = { x: value(fields.x), y: value(fields.y) };
    document.querySelectorAll(".point circle").forEach((circle) => {
      circle.setAttribute("cx", `${point.x}%`);
      circle.setAttribute("cy", `${point.y}%`);
    });
    document.querySelectorAll(".crop img").forEach((image) => cut(image, point));
  };

  const set = (x, y) => {
    fields.x.value = within(x);
    fields.y.value = within(y);
    fields.x.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById("focus-said").textContent = `${Math.round(x)} percent from the left, ${Math.round(y)} percent from the top`;
    draw();
  };

  const clicked = (event) => {
    event.preventDefault();
    if (!event.detail) return; // a press of Enter has no place
    const box = whole.getBoundingClientRect();
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
  };

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const pressed = (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    set(within(value(fields.x) + far * step[0]), within(value(fields.y) + far * step[1]));
  };

  if (form && whole && fields.x && fields.y) {
    form.classList.add("live");
    whole.addEventListener("click", clicked);
    whole.addEventListener("keydown", pressed);
    fields.x.addEventListener("input", draw);
    fields.y.addEventListener("input", draw);
  }

  // What was typed and not saved is asked for before the page is left.
  let unsaved = Boolean(form && form.querySelector(".errorlist"));
  if (form) {
    const typed = () => { unsaved = true; };
    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", () => { unsaved = false; });
  }
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
