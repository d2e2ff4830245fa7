// Assigning and noting without leaving the article's form: what is typed there stays. Without this script both are plain posts.
"use strict";
{
  const NAMES = ["assign-form", "note-form"];
  const box = () => document.getElementById("teamwork");
  const saved = () => document.getElementById("id_seen_version");

  const answer = (text, wrong) => {
    const line = document.getElementById("team-answer");
    if (!line) return;
    line.classList.toggle("wrong", wrong);
    line.textContent = text;
  };

  const said = (page) => [...page.querySelectorAll(".messagelist li")];

  // Our own assignment has made the next version, and nothing else has: the open form may go on from it.
  const goOn = (before, after) => {
    const own = Number(after.dataset.version) === Number(before.dataset.version) + 1 && after.dataset.holder !== before.dataset.holder;
    if (!own) return;
    const stale = before.dataset.version;
    for (const field of document.querySelectorAll("input[name=version], #id_seen_version")) {
      if (field.value === stale) field.value = after.dataset.version;
    }
  };

  const show = (page, isNote) => {
    const before = box(), after = page.getElementById("teamwork");
    const typed = document.getElementById("note-text");
    const fresh = after.querySelector("#note-text");
    if (typed && fresh && !isNote) fresh.value = typed.value;
    goOn(before, after);
    before.replaceWith(document.importNode(after, true));
    const trail = page.querySelector(".beside .trail"), old = document.querySelector(".beside .trail");
    if (trail && old) old.replaceWith(document.importNode(trail, true));
    const messages = said(page);
    answer(messages.map((item) => item.textContent.trim()).join(" "), messages.some((item) => !item.matches(".success, .info")));
  };

  const refusal = (page, response) => {
    const error = page.querySelector("#note-error");
    if (error) return error.textContent.trim();
    if (page.querySelector("#login-form")) return "You are logged out. Log in in another tab, then send it again.";
    return response.status === 403 ? "You may not do that, or not any more." : "That did not work; what you typed is still here.";
  };

  // Who logs in again in another tab gets a new token; the one in this page is the former.
  const posted = (form, submitter) => {
    const data = new FormData(form, submitter);
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    if (token) data.set("csrfmiddlewaretoken", token[1]);
    return data;
  };

  // What was not taken is still to be kept when the page is left (form.js).
  const still = (text) => {
    answer(text, true);
    document.getElementById("note-text")?.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const send = async (form, submitter) => {
    const isNote = form.id === "note-form";
    box().setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.action, { method: "POST", body: posted(form, submitter), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (response.ok && page.getElementById("teamwork")) {
        const focused = submitter && submitter.value;
        show(page, isNote);
        const next = isNote ? document.getElementById("note-text") : box().querySelector(`button[value="${focused}"]`) || document.getElementById("assign-to");
        if (next) next.focus();
      } else {
        still(refusal(page, response));
      }
    } catch {
      still("The newsroom could not be reached; what you typed is still here.");
    }
    box().removeAttribute("aria-busy");
  };

  document.addEventListener("submit", (event) => {
    if (!NAMES.includes(event.target.id) || !box() || !saved()) return;
    event.preventDefault();
    if (box().getAttribute("aria-busy") !== "true") send(event.target, event.submitter);
  });
}
