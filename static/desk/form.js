// What was typed and not saved is asked for before the page is left by another of its buttons or a link.
"use strict";
{
  const kept = "#article_form, .dispute form, #correct, #withdraw, #note-form";
  const unsaved = new Set();

  // After a refused save the form holds what is stored nowhere.
  if (document.querySelector("#article_form .errornote")) unsaved.add(document.getElementById("article_form"));

  const typed = ({ target }) => {
    if (target.form && target.form.matches(kept)) unsaved.add(target.form);
  };
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("submit", ({ target }) => unsaved.delete(target));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size) event.preventDefault();
  });
}
