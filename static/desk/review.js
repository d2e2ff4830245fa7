// The review queue by keyboard. Everything here is also a link or a button of the page, and works without this script; with it a
// decision is one request, and the next candidate appears in the same place.
"use strict";
{
  const review = document.getElementById("review");
  const said = document.getElementById("said");
  const byId = (id) => document.getElementById(id);
  const OFF = "newsroom.single-keys-off";
  const HOLD_EVERY = 120_000;
  const PATIENCE = 40_000;
  const ANSWERS = {
    403: "Not allowed: your right to do this was taken away, or this page is too old. Nothing was done. Reload the page.",
    404: "That is not there any more. Nothing was done.",
    503: "The database is busy with somebody else’s work. Nothing was done. Try again in a moment.",
    0: "The newsroom cannot be reached. Nothing you typed is lost; try again.",
    200: "You are logged out. Nothing was done. Log in again in another tab, then try again here.",
  };
  let busy = false;
  let heard = Date.now();
  let tabs = "";

  const sheet = () => review.querySelector(".sheet");
  // Of the cookie, for a new login in another tab makes the page's own one old.
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || document.querySelector("#decide [name=csrfmiddlewaretoken]").value;

  const say = (text, done = true) => {
    said.textContent = text;
    said.classList.toggle("refused", !done);
  };

  // An edit that nobody saved yet.
  const typed = () => {
    const form = byId("edit");
    return Boolean(form) && [...form.querySelectorAll("input[type=text], textarea")].some((field) => field.value !== field.defaultValue);
  };
  const refused = () => Boolean(byId("edit") && byId("edit").querySelector(".errorlist"));
  const unsaved = () => typed() || refused();

  const focus = (id) => {
    const control = byId(id);
    if (!control || control.disabled) return false;
    control.focus({ preventScroll: true });
    return document.activeElement === control;
  };

  const show = (answer) => {
    const active = document.activeElement;
    const was = review.contains(active) ? active.id || "here" : "";
    const item = sheet().dataset.item;
    review.innerHTML = answer.html;
    if (tabs !== answer.where) byId("where").innerHTML = tabs = answer.where;
    history.replaceState(null, "", answer.address);
    const form = byId("edit");
    if (form) (form.querySelector("[aria-invalid=true]") || byId("id_title")).focus();
    else if (was) focus(was) || focus("candidate");
    if (sheet().dataset.item !== item) window.scrollTo(0, 0);
    document.dispatchEvent(new CustomEvent("review:shown", { detail: sheet().dataset.item }));
  };

  const ask = async (address, body) => {
    if (body) body.set("csrfmiddlewaretoken", token());
    const options = { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
    try {
      const response = await fetch(address, options);
      const plain = (response.headers.get("Content-Type") || "").startsWith("application/json");
      const answer = plain ? await response.json() : { said: ANSWERS[response.status] || `The newsroom answered ${response.status}. Reload the page to see what stands now.` };
      return { done: false, ...answer };
    } catch {
      return { done: false, said: ANSWERS[0] };
    }
  };

  // One at a time: a second press while the first is on its way does nothing.
  const go = async (address, body) => {
    if (busy) return;
    busy = true;
    review.setAttribute("aria-busy", "true");
    const answer = await ask(address, body);
    busy = false;
    review.removeAttribute("aria-busy");
    heard = Date.now();
    if (answer.html) show(answer);
    const next = answer.html && answer.done && byId("candidate") ? byId("candidate").textContent : "";
    say(answer.said ? `${answer.said}${next && body ? ` Now: ${next}` : ""}` : next, answer.done);
  };

  const open = (dialog) => {
    if (dialog.open) dialog.close();
    dialog.showModal();
    const first = dialog.querySelector("ol button");
    if (first) first.focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (unsaved() && !("cancel" in link.dataset)) say("You have not saved what you typed: save it, or cancel.", false);
    else go(link.href);
  });

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!["decide", "ask", "edit"].includes(form.id)) return;
    event.preventDefault();
    const dialog = submitter && submitter.closest("dialog");
    if (dialog) dialog.close();
    if (form.id !== "edit" && unsaved()) return say("You have not saved what you typed: save it, or cancel.", false);
    if (submitter && submitter.dataset.dialog) return open(byId(submitter.dataset.dialog));
    const data = new FormData(form, submitter);
    if (form.id === "ask") return go(`${form.action}?${new URLSearchParams(data)}`);
    return go(submitter && submitter.hasAttribute("formaction") ? submitter.formAction : form.action, data);
  });

  const inText = (target) => target.closest("input:not([type=checkbox]), textarea, select") || target.isContentEditable;

  const inDialog = (dialog, event) => {
    const buttons = [...dialog.querySelectorAll("ol button")];
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = /^[0-9]$/.test(event.key) && dialog.querySelector(`[data-number="${event.key}"]`);
    if (chosen && !event.repeat) chosen.click();
    else if (step && buttons.length) buttons[(at + step + buttons.length) % buttons.length].focus();
    else return;
    event.preventDefault();
  };

  const inEdit = (form, event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(byId("save"));
    else if (event.key === "Escape" && !event.ctrlKey && !event.metaKey) unsaved() ? say("You have not saved what you typed: save it, or press Cancel.", false) : byId("cancel").click();
    else return;
    event.preventDefault();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const form = event.target.closest("#edit");
    if (form) inEdit(form, event);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog) return inDialog(dialog, event);
    if (localStorage.getItem(OFF) || (event.repeat && !"jk".includes(event.key))) return;
    const control = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && !one.disabled);
    const end = { j: "after", k: "before" }[event.key];
    if (!control && end && byId("candidate")) say(`There is none ${end} this one in the list.`);
    if (!control) return;
    event.preventDefault();
    control.click();
  });

  // Who is at work keeps what they hold; who leaves lets go of it.
  const atWork = async () => {
    if (busy || Date.now() - heard < HOLD_EVERY || !sheet().dataset.until) return;
    heard = Date.now();
    const answer = await ask(review.dataset.hold, new FormData());
    if (!answer.until) return;
    sheet().dataset.until = answer.until;
    const clock = review.querySelector("[data-clock]");
    if (clock) clock.textContent = answer.clock;
  };
  for (const kind of ["keydown", "pointermove", "scroll"]) addEventListener(kind, atWork, { passive: true });

  addEventListener("pagehide", () => {
    const until = sheet().dataset.until;
    if (!until) return;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token());
    data.set("until", until);
    navigator.sendBeacon(review.dataset.release, data);
  });
  addEventListener("pageshow", (event) => event.persisted && go(location.href));
  addEventListener("beforeunload", (event) => typed() && event.preventDefault());

  const keysSwitch = byId("single-keys");
  keysSwitch.closest("[hidden]").hidden = false;
  keysSwitch.checked = !localStorage.getItem(OFF);
  keysSwitch.addEventListener("change", () => (keysSwitch.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "yes")));

  const asked = document.querySelector("dialog[open]");
  if (asked) open(asked);
  if (matchMedia("(hover: hover)").matches) said.textContent = "Press ? for the keys.";
}
