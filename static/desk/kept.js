// What was typed into an article's form is not lost where sending it led to a login, an error or nowhere: this tab keeps it
// until it is saved, and offers it when the form is opened again.
"use strict";
{
  const PREFIX = "typed ", LAST = "typed last";
  const form = document.getElementById("article_form");
  const user = document.querySelector("#user-tools strong")?.textContent.trim() ?? "";
  const key = `${PREFIX}${location.pathname}`;

  const read = (name) => {
    try {
      return JSON.parse(sessionStorage.getItem(name) ?? "null");
    } catch {
      return null;
    }
  };
  const write = (name, value) => {
    try {
      value === null ? sessionStorage.removeItem(name) : sessionStorage.setItem(name, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing: as without this script.
    }
  };

  const isBox = (control) => control.type === "checkbox";
  const value = (control) => (isBox(control) ? control.checked : control.value);
  const given = (control) => {
    if (isBox(control)) return control.defaultChecked;
    if (control.tagName !== "SELECT") return control.defaultValue;
    return ([...control.options].find((option) => option.defaultSelected) ?? control.options[0])?.value ?? "";
  };
  const controls = () =>
    [...form.elements].filter((one) => one.name && !one.name.includes("__prefix__") && !/^(hidden|submit|button|fieldset)$/.test(one.type));
  const label = (control) => (control.tagName === "SELECT" ? control.selectedOptions[0]?.text ?? "" : "");
  const version = () => document.getElementById("id_seen_version")?.value ?? "";

  const keep = () => {
    const typed = form.querySelector(".errornote") ? read(key)?.typed ?? {} : {};  // a refused form holds what was typed before, too
    for (const one of controls()) if (value(one) !== given(one)) typed[one.name] = { value: value(one), label: label(one) };
    if (!Object.keys(typed).length) return;
    write(key, { user, version: version(), typed });
    write(LAST, location.pathname);
  };

  // A row that was added on the page is added again.
  const control = (name) => {
    const row = /^([a-z_]+)-\d+-/.exec(name);
    const add = row && document.querySelector(`#${row[1]}-group .add-row a`);
    for (let tries = 0; add && !form.elements[name] && tries < 100; tries += 1) add.click();
    return form.elements[name];
  };

  const put = (name, was) => {
    const one = control(name);
    if (!one?.form) return;
    if (isBox(one)) one.checked = was.value;
    else {
      if (one.tagName === "SELECT" && ![...one.options].some((option) => option.value === was.value)) one.add(new Option(was.label, was.value));
      one.value = was.value;
    }
    one.dispatchEvent(new Event("input", { bubbles: true }));
    one.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "act", textContent: text });
    made.addEventListener("click", act);
    return made;
  };

  const offer = (kept) => {
    const box = document.createElement("section");
    box.className = "kept";
    box.setAttribute("aria-label", "Typed and not saved");
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    box.append(words);
    const moved = kept.version !== version() ? " The article was changed since: compare before you save." : "";
    words.textContent = `You had typed changes here that were not saved.${moved}`;
    const done = () => {
      box.remove();
      document.getElementById("id_title")?.focus();
    };
    const back = () => {
      for (const [name, was] of Object.entries(kept.typed)) put(name, was);
      done();
    };
    const forget = () => {
      write(key, null);
      done();
    };
    box.append(button("Put them back", back), " ", button("Forget them", forget));
    form.before(box);
  };

  // A page that says what was saved, with a link to it.
  const last = read(LAST);
  const saved = [...document.querySelectorAll(".messagelist a[href]")].some((link) => link.pathname === last || last?.endsWith("/add/"));
  if (last && saved) {
    write(PREFIX + last, null);
    write(LAST, null);
  }

  if (form) {
    const kept = read(key);
    const stands = (name, was) => form.elements[name]?.form && value(form.elements[name]) === was.value;
    if (kept?.user === user && !form.querySelector(".errornote")) {
      if (Object.entries(kept.typed).every(([name, was]) => stands(name, was))) write(key, null);
      else offer(kept);
    }
    form.addEventListener("submit", keep);
  }
}
