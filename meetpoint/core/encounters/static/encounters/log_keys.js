// Single keys for a desk: letters of the home row go to the items, a few more act. They can be switched off,
// and never work while somebody types words (WCAG 2.1.4).

const LETTERS = ["a", "s", "d", "f", "g", "h", "j", "k", "l"];
const OFF = "log-keys-off";
const form = document.getElementById("log");
const box = document.getElementById("log-keys");
const tick = document.getElementById("log-keys-on");
const items = new Map();

function goTo(input) {
  input.focus();
  input.select();
}

const ACTIONS = {
  r: () => document.getElementById("log-repeat").click(),
  u: () => document.querySelector("#log-saved [data-undo]")?.click(),
  c: () => document.getElementById("who-code")?.click(),
  x: () => document.getElementById("who-anonymous").click(),
  n: () => document.getElementById("who-count").click(),
  m: () => { const more = document.getElementById("more-items"); if (more) { more.open = true; goTo(more.querySelector("input")); } },
};

function isWriting(target) {
  return target.matches("textarea, select, input:not([type='number'], [type='radio'], [type='checkbox'])");
}

function press(event) {
  if (!tick.checked || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
  const key = event.key.toLowerCase();
  const item = items.get(key);
  if (!item && !ACTIONS[key]) return;
  event.preventDefault();
  if (item) goTo(item); else ACTIONS[key]();
}

function label(input, letter) {
  const hint = document.createElement("kbd");
  hint.className = "log-hint";
  hint.setAttribute("aria-hidden", "true");
  hint.textContent = letter.toUpperCase();
  input.closest(".stepper").querySelector(".stepper-label").prepend(hint);
  input.setAttribute("aria-keyshortcuts", letter);
}

// − and + are for thumbs; at a desk the arrows do the same, so Tab goes from amount to amount.
function skipButtons() {
  if (!window.matchMedia("(hover: hover)").matches) return;
  form.querySelectorAll(".stepper button").forEach((button) => { button.tabIndex = -1; });
}

function stored() {
  try { return localStorage.getItem(OFF); } catch { return null; }
}

function remember() {
  try { if (tick.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "1"); } catch { /* private mode: the choice holds for this page */ }
}

[...form.querySelectorAll("#log-items > div .stepper-input, #log-items > .stepper .stepper-input")].slice(0, LETTERS.length).forEach((input, index) => {
  items.set(LETTERS[index], input);
  label(input, LETTERS[index]);
});
box.hidden = !window.matchMedia("(any-hover: hover)").matches;
tick.checked = !stored();
tick.addEventListener("change", remember);
document.addEventListener("keydown", press);
skipButtons();
