// The fields that search by typing (select2) come without a name for screen readers: give them their label's, or their column's.
"use strict";
{
  let numbers = 0;

  const labelOf = (select) => {
    const cell = select.closest("td");
    const column = cell && cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    return (select.labels && select.labels[0]) || column;
  };

  const name = (selection) => {
    const select = selection.closest(".select2-container").previousElementSibling;
    const label = select && select.matches("select") && labelOf(select);
    const shown = selection.querySelector(".select2-selection__rendered");
    if (!label || !shown || selection.dataset.named) return;
    label.id = label.id || `label-${++numbers}`;
    shown.removeAttribute("role");
    shown.removeAttribute("aria-readonly");
    selection.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
    selection.dataset.named = "yes";
  };

  // Django's tables of inline rows begin with a heading that heads nothing.
  const unhead = (heading) => {
    const cell = document.createElement("td");
    cell.className = heading.className;
    heading.replaceWith(cell);
  };
  document.querySelectorAll("thead th:empty").forEach(unhead);

  const nameAll = () => document.querySelectorAll(".select2-selection").forEach(name);
  new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });

  // The menu closes on Escape and on a click elsewhere, as menus do.
  const menu = document.querySelector(".more-pages");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
}
