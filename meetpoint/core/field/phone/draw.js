// Draws declared fields, and reads back what was typed. A service's form needs no script of its own.

import { say } from "./fields.js";

export const MOST_RADIOS = 4;

export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

const hint = (text) => text && el("p", { class: "help" }, text);

function label(field, words, tag = "span") {
  return el(tag, { class: "label" }, field.label, field.unit ? ` (${field.unit})` : "", field.asked ? ` · ${words.asked}` : "");
}

// A number with − and +, and one-tap amounts.
export function stepper(name, text, { words, presets = [], minimum = 0, maximum = 100_000, value = "", kind = null }) {
  const id = `in-${name}`;
  const input = el("input", {
    class: "stepper-input", id, name, type: "number", inputmode: "numeric", min: minimum, max: maximum, step: 1, value, autocomplete: "off",
  });
  const set = (next) => {
    input.value = String(Math.min(Math.max(next, minimum), maximum));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const button = (step, sign, says) => el("button", {
    class: "stepper-button", type: "button", "aria-label": say(says, { what: text }), "aria-controls": id,
    onclick: () => set(Number(input.value || 0) + step),
  }, sign);
  const node = el("div", { class: "stepper", "data-kind": kind },
    el("label", { class: "stepper-label", for: id }, text),
    el("div", { class: "stepper-set" }, button(-1, "−", words.less), input, button(1, "+", words.more)),
    presets.length > 0 && el("div", { class: "stepper-presets", role: "group", "aria-label": say(words.usual, { what: text }) },
      presets.map((amount) => el("button", {
        class: "stepper-preset", type: "button", "aria-label": `${text}: ${amount}`, onclick: () => set(amount),
      }, String(amount)))));
  input.addEventListener("input", () => node.classList.toggle("is-set", Number(input.value || 0) !== 0));
  input.addEventListener("focus", () => input.select());
  return node;
}

function pick(type, name, value, text) {
  return el("label", { class: "log-pick" }, el("input", { type, name, value }), el("span", {}, text));
}

function answers(field, name, words, type) {
  const unsaid = type === "radio" && !field.required ? [["", words.not_said]] : [];
  const picks = [...unsaid, ...field.choices].map(([value, text]) => pick(type, name, value, text));
  if (unsaid.length) picks[0].querySelector("input").checked = true;
  return el("fieldset", { class: "field field-group log-answers", "data-field": name },
    label(field, words, "legend"), hint(field.help), el("div", {}, picks));
}

function list(field, name, words) {
  const options = [["", ""], ...field.choices].map(([value, text]) => el("option", { value }, text));
  return el("div", { class: "field", "data-field": name }, el("label", { class: "label", for: `in-${name}` }, label(field, words)),
    hint(field.help), el("select", { id: `in-${name}`, name }, options));
}

function rows(field, name, words) {
  return el("fieldset", { class: "field field-group", "data-field": name }, label(field, words, "legend"), hint(field.help),
    field.choices.map(([word, text]) => stepper(`${name}.${word}`, text, { words, minimum: field.minimum, maximum: field.maximum })));
}

function tick(field, name) {
  return el("div", { class: "field field-tick", "data-field": name },
    el("label", { class: "tick" }, el("input", { type: "checkbox", name, value: "1" }), el("span", {}, field.label)), hint(field.help));
}

function line(field, name, words) {
  const kinds = {
    amount: { type: "text", inputmode: "decimal" }, date: { type: "date" }, text: { type: "text", maxlength: field.max_length },
  };
  return el("div", { class: "field", "data-field": name }, el("label", { class: "label", for: `in-${name}` }, label(field, words)),
    hint(field.help), el("input", { id: `in-${name}`, name, autocomplete: "off", ...kinds[field.kind] }));
}

export function draw(field, name, words) {
  if (field.kind === "count") {
    const { presets, minimum, maximum } = field;
    const made = stepper(name, field.label, { words, presets, minimum, maximum });
    made.dataset.field = name;
    return made;
  }
  if (field.kind === "counts") return rows(field, name, words);
  if (field.kind === "yes_no") return tick(field, name);
  if (field.kind === "choices") return answers(field, name, words, "checkbox");
  if (field.kind === "choice") return field.choices.length <= MOST_RADIOS && !field.folded ? answers(field, name, words, "radio") : list(field, name, words);
  return line(field, name, words);
}

// Draws the fields of a form, those that are seldom needed behind one more tap.
export function drawAll(fields, prefix, words) {
  const shown = fields.filter((field) => !field.folded).map((field) => draw(field, prefix + field.name, words));
  const folded = fields.filter((field) => field.folded).map((field) => draw(field, prefix + field.name, words));
  return folded.length ? [...shown, el("details", { class: "log-fold" }, el("summary", {}, words.more_questions), folded)] : shown;
}

// Returns what was typed into drawn fields, in the shape that the server's fields read.
export function typed(form, fields, prefix) {
  const data = new FormData(form);
  const raw = {};
  for (const field of fields) {
    const name = prefix + field.name;
    if (field.kind === "choices") {
      const several = data.getAll(name).filter(Boolean);
      if (several.length) raw[field.name] = several;
    } else if (field.kind === "counts") {
      const said = field.choices.map(([word]) => [word, String(data.get(`${name}.${word}`) ?? "").trim()]).filter(([, text]) => text);
      if (said.length) raw[field.name] = Object.fromEntries(said);
    } else {
      const text = String(data.get(name) ?? "").trim();
      if (text) raw[field.name] = text;
    }
  }
  return raw;
}

// Puts what `typed` returned into drawn fields again.
export function fill(form, fields, prefix, raw) {
  for (const field of fields) {
    const said = raw[field.name];
    const inputs = [...form.querySelectorAll(`[name="${CSS.escape(prefix + field.name)}"]`)];
    if (said === undefined) continue;
    if (field.kind === "counts") {
      for (const [word, text] of Object.entries(said)) form.elements[`${prefix}${field.name}.${word}`].value = text;
    } else if (inputs[0] && /^(radio|checkbox)$/.test(inputs[0].type)) {
      for (const input of inputs) input.checked = [said].flat().includes(input.value);
    } else if (inputs[0]) inputs[0].value = said;
  }
}

// Puts messages beside the fields that they are about, and the focus on the first.
export function showProblems(form, problems) {
  form.querySelectorAll(".error").forEach((node) => node.remove());
  form.querySelectorAll(".has-error").forEach((node) => node.classList.remove("has-error"));
  let first = null;
  for (const [name, message] of Object.entries(problems)) {
    const input = form.querySelector(`[name="${CSS.escape(name)}"]`);
    const box = form.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? input?.closest(".field, .stepper, fieldset") ?? form;
    box.classList.add("has-error");
    box.append(el("p", { class: "error", role: "alert" }, message));
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    first ??= input ?? box.querySelector("input, select");
  }
  first?.focus();
  return first !== null;
}
