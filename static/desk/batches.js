// Works a batch off portion by portion while its page is open. Without this script the Continue button does one portion a click.
"use strict";
{
  const section = document.getElementById("batch");
  const form = document.getElementById("go-on");
  const button = form.querySelector("button");
  const bar = section.querySelector("progress");
  const words = document.getElementById("batch-said");
  const PATIENCE = 30; // portions in a row that the database was too busy for, or the line was down
  let running = false;

  const say = (text) => { words.textContent = text; };
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  const stop = (text) => {
    running = false;
    button.textContent = "Continue";
    button.disabled = false;
    if (text) say(text);
  };

  const portion = async () => {
    const answer = await fetch(section.dataset.work, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
    });
    if (answer.status === 503) return null;
    if (answer.type === "opaqueredirect") throw new Error("302"); // to the login
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const run = async () => {
    running = true;
    button.textContent = "Stop";
    let waited = 0;
    while (running) {
      let now = null;
      try {
        now = await portion();
      } catch (problem) {
        // A number is an answer that will not change by asking again; anything else may be the line.
        if (Number(problem.message)) return stop(`${words.textContent} It stopped: you may no longer go on with it. Load the page again.`);
      }
      if (!now) {
        if (++waited > PATIENCE) return stop(`${words.textContent} The server does not answer. Nothing is lost; continue later.`);
        await pause(1000);
        continue;
      }
      waited = 0;
      // Nothing new: another page has in hand what is left.
      if (bar.value === now.worked && now.todo) await pause(500);
      bar.value = now.worked;
      bar.max = now.total;
      say(now.said);
      // The server's list of what became of each.
      if (!now.todo) return location.replace(location.pathname);
    }
    stop(`${words.textContent} Stopped.`);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) {
      running = false; // the portion under way is finished first
      button.disabled = true;
    } else {
      run();
    }
  });

  // Straight from the confirmation: begin at once. Loaded again, or looked at later, it waits for a click.
  if (location.hash === "#go") {
    history.replaceState(null, "", location.pathname);
    run();
  }
}
