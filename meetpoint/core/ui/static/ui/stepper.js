// Steppers: − and + around a number, with presets. Holding a button repeats, slowly and then quickly.

const FIRST_PAUSE_MS = 400;
const PAUSE_MS = 110;
const QUICK_AFTER = 12;
const QUICK_STEP = 5;

function within(input, value) {
  const low = input.min === "" ? -Infinity : Number(input.min);
  const high = input.max === "" ? Infinity : Number(input.max);
  return Math.min(Math.max(value, low), high);
}

function show(stepper, input) {
  const value = Number(input.value || 0);
  stepper.classList.toggle("is-set", value !== 0);
  stepper.querySelectorAll("[data-step]").forEach((button) => {
    const spent = within(input, value + Number(button.dataset.step)) === value;
    button.setAttribute("aria-disabled", String(spent));
  });
}

function set(stepper, input, value) {
  const next = String(within(input, value));
  if (next === input.value) return;
  input.value = next;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function holdable(stepper, input, button) {
  const step = Number(button.dataset.step);
  let timer = 0;
  let repeats = 0;
  const nudge = (size) => set(stepper, input, Number(input.value || 0) + step * size);
  const again = () => {
    repeats += 1;
    nudge(repeats > QUICK_AFTER ? QUICK_STEP : 1);
    timer = window.setTimeout(again, PAUSE_MS);
  };
  const stop = () => window.clearTimeout(timer);
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    repeats = 0;
    timer = window.setTimeout(again, FIRST_PAUSE_MS);
  });
  ["pointerup", "pointerleave", "pointercancel", "blur"].forEach((name) => button.addEventListener(name, stop));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", () => { if (repeats === 0) nudge(1); repeats = 0; });
}

function equipOne(stepper) {
  const input = stepper.querySelector("input");
  stepper.dataset.stepper = "ready";
  stepper.querySelectorAll("[hidden]").forEach((part) => { part.hidden = false; });
  stepper.querySelectorAll("[data-step]").forEach((button) => holdable(stepper, input, button));
  stepper.querySelectorAll("[data-set]").forEach((button) => {
    button.addEventListener("click", () => set(stepper, input, Number(button.dataset.set)));
  });
  input.addEventListener("input", () => show(stepper, input));
  input.addEventListener("focus", () => input.select());
  show(stepper, input);
}

function equip(root) {
  root.querySelectorAll('[data-stepper=""]').forEach(equipOne);
}

document.addEventListener("htmx:afterSwap", (event) => equip(event.target));
equip(document);
