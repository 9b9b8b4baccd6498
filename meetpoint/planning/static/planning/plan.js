// Sliders of a plan: while one moves, deaths, overdoses, treatment and costs are drawn anew. Once it rests, the last
// of these is drawn first, and the infections follow; moving on calls that off. The last one asked is the last shown.

const form = document.querySelector("form.plan-sliders");
const results = document.getElementById("results");

if (form && results) {
  document.documentElement.classList.add("plan-with-script");
  form.querySelector("[data-without-script]").hidden = true;
  let waiting = null;
  let busy = null;
  let shown = null;
  let wholeAfter = false;

  const asked = () => new URLSearchParams(new FormData(form)).toString();

  const ask = () => {
    waiting = "quick";
    wholeAfter = false;
    if (busy && busy.detail === "whole") busy.control.abort();
    if (!busy) send();
  };

  const rest = () => {
    if (shown !== asked() && !(busy && busy.fields === asked())) ask();
    wholeAfter = true;
    if (!busy) send();
  };

  const send = async () => {
    const detail = waiting ?? "whole";
    waiting = null;
    if (detail === "whole") wholeAfter = false;
    busy = { detail, fields: asked(), control: new AbortController() };
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${form.dataset.redraw}?${busy.fields}&detail=${detail}`, {
        signal: busy.control.signal,
        headers: { "HX-Request": "true" },
      });
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere) window.location.assign(elsewhere);
      else if (answer.status !== 204) {
        show(await answer.text());
        shown = busy.fields;
      }
    } catch (problem) {
      if (problem.name !== "AbortError") say(results.dataset.offline);
    }
    busy = null;
    if (waiting || wholeAfter) send();
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
      ask();
    });
    range.addEventListener("change", () => rest());
    number.addEventListener("input", () => {
      range.value = number.value;
      ask();
    });
    number.addEventListener("change", () => rest());
  }
  for (const other of form.querySelectorAll("input[name=name], input[name=ramp_months]")) {
    other.addEventListener("change", () => rest());
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rest();
  });
}
