// Sliders of a plan: while one moves, deaths, overdoses, treatment and costs are drawn anew; once it rests, all.
// One question is on its way at a time; the last one asked is the last one shown.

const form = document.querySelector("form.plan-sliders");
const results = document.getElementById("results");

if (form && results) {
  document.documentElement.classList.add("plan-with-script");
  form.querySelector("[data-without-script]").hidden = true;
  let waiting = null;
  let busy = null;

  const ask = (detail) => {
    waiting = waiting === "whole" ? "whole" : detail;
    if (detail === "whole" && busy && busy.detail === "quick") busy.control.abort();
    if (!busy) send();
  };

  const send = async () => {
    const detail = waiting;
    waiting = null;
    busy = { detail, control: new AbortController() };
    results.setAttribute("aria-busy", "true");
    const fields = new URLSearchParams(new FormData(form));
    fields.set("detail", detail);
    try {
      const answer = await fetch(`${form.dataset.redraw}?${fields}`, {
        signal: busy.control.signal,
        headers: { "HX-Request": "true" },
      });
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) window.location.assign(elsewhere);
      else if (answer.status !== 204) show(await answer.text());
    } catch (problem) {
      if (problem.name !== "AbortError") say(results.dataset.offline);
    }
    busy = null;
    if (waiting) send();
    else results.removeAttribute("aria-busy");
  };

  const show = (markup) => {
    const open = [...results.querySelectorAll("details[open]")].map((each) => each.parentElement.querySelector("figcaption")?.textContent);
    const late = results.querySelectorAll(".plan-others > figure");
    // The server escapes what it renders, and a parsed document runs no script.
    results.replaceChildren(...new DOMParser().parseFromString(markup, "text/html").body.childNodes);
    for (const details of results.querySelectorAll("details")) {
      details.open = open.includes(details.parentElement.querySelector("figcaption")?.textContent);
    }
    keepLate(late);
    history.replaceState(null, "", `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
  };

  // Charts that a quick answer leaves out stay where they were, faded, so that the page does not jump.
  const keepLate = (before) => {
    const others = results.querySelector(".plan-others");
    if (!others) return;
    const there = new Set([...others.querySelectorAll("title")].map((each) => each.id));
    for (const figure of before) {
      const title = figure.querySelector("title");
      if (title && !there.has(title.id)) {
        figure.classList.add("is-late");
        others.append(figure);
      }
    }
  };

  const say = (words) => {
    const problem = document.getElementById("problem");
    if (problem && words) problem.textContent = words;
  };

  for (const range of form.querySelectorAll("input[type=range]")) {
    const number = document.getElementById(range.dataset.for);
    range.hidden = false;
    range.addEventListener("input", () => {
      number.value = range.value;
      ask("quick");
    });
    range.addEventListener("change", () => ask("whole"));
    number.addEventListener("input", () => {
      range.value = number.value;
      ask("quick");
    });
    number.addEventListener("change", () => ask("whole"));
  }
  for (const other of form.querySelectorAll("input[name=name], input[name=ramp_months]")) {
    other.addEventListener("change", () => ask("whole"));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask("whole");
  });
}
