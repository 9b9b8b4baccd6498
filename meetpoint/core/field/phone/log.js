// The Log without a network: one contact after another. What is shown of the shift lives in memory only.

import { draw, drawAll, el, fill, stepper, typed } from "./draw.js";
import { problemsOf, say, wholeNumber } from "./fields.js";

const FORM = "form.";
const undrawn = new WeakMap();

// What stands behind a fold is drawn when that is opened, or once the first screen has been painted.
function fold(given, summary, make) {
  const node = el("details", { class: "log-part", ...given }, el("summary", {}, summary));
  let isDrawn = false;
  const drawNow = () => {
    if (isDrawn) return;
    isDrawn = true;
    node.append(...[make()].flat(Infinity).filter(Boolean));
  };
  node.addEventListener("toggle", drawNow);
  undrawn.set(node, drawNow);
  return node;
}

function drawRest(form) {
  form.querySelectorAll(".log-part").forEach((part) => undrawn.get(part)?.());
}

function who(log, words) {
  const pick = (value, text) => el("label", { class: "log-pick" },
    el("input", { type: "radio", name: "who", value, id: `who-${value}`, checked: value === "anonymous" }), el("span", {}, text));
  return [
    el("fieldset", { class: "log-who" }, pick("anonymous", words.anonymous), log.may_code && pick("code", words.code), pick("count", words.count)),
    log.may_code && el("div", { class: "field log-code", "data-field": "code" }, el("label", { class: "label", for: "in-code" }, words.code_on_card),
      el("input", { id: "in-code", name: "code", maxlength: 120, autocapitalize: "characters", spellcheck: "false", autocomplete: "off" }),
      el("p", { class: "help", id: "code-hint", role: "status" })),
    el("div", { class: "log-count" }, stepper("people", words.people_counted, { words, minimum: 1, maximum: log.limits.people, value: "1", presets: [5, 10, 20, 40] })),
  ];
}

function items(log, words) {
  const step = (item) => stepper(`item-${item.id}`, item.label, { words, presets: item.presets, maximum: log.limits.units, kind: item.kind });
  const more = log.items.filter((item) => !item.on_log);
  return [
    el("div", { class: "log-items" }, log.items.filter((item) => item.on_log).map(step),
      log.forms.filter((form) => form.on_log).map((form) => drawAll(form.fields, `${FORM}${form.slug}.`, words))),
    more.length > 0 && fold({}, words.more_items, () => more.map(step)),
  ];
}

function parts(log, words) {
  return log.forms.filter((form) => !form.on_log).map((form) => fold({ "data-kinds": form.kinds.join(" ") }, form.title,
    () => [form.help && el("p", { class: "help" }, form.help), drawAll(form.fields, `${FORM}${form.slug}.`, words)]));
}

function about(log, words) {
  const place = { kind: "choice", name: "place_type", label: words.place, help: "", folded: true, choices: log.places };
  return fold({}, words.about, () => [
    stepper("for_others", words.for_others, { words, maximum: log.limits.others }),
    el("div", { class: "field", "data-field": "at" }, el("label", { class: "label", for: "in-at" }, words.when), el("input", { id: "in-at", name: "at", type: "datetime-local" })),
    log.places.length > 0 && draw(place, "place_type", words),
    log.may_note && el("div", { class: "field", "data-field": "note" }, el("label", { class: "label", for: "in-note" }, words.note),
      el("textarea", { id: "in-note", name: "note", rows: 2, maxlength: log.limits.note }), el("p", { class: "help" }, words.note_help)),
  ]);
}

export function drawLog(log, words) {
  const form = el("form", { class: "log", id: "log", novalidate: true, autocomplete: "off" },
    who(log, words), items(log, words), el("div", { class: "log-more" }, parts(log, words), about(log, words)));
  requestAnimationFrame(() => setTimeout(() => drawRest(form)));
  return form;
}

// Opens up the forms that go with what is being handed out.
export function suggest(form) {
  const kinds = new Set([...form.querySelectorAll(".stepper[data-kind].is-set")].map((node) => node.dataset.kind));
  form.querySelectorAll(".log-part[data-kinds]").forEach((part) => {
    part.classList.toggle("is-suggested", !part.open && part.dataset.kinds.split(" ").some((kind) => kinds.has(kind)));
  });
}

function number(text, least, most, template, messages, problems, name) {
  const value = text === "" ? BigInt(least) : wholeNumber(text);
  if (value === null) problems[name] = messages.whole;
  else if (value < BigInt(least) || value > BigInt(most)) problems[name] = say(template, { most });
  return Number(value ?? 0);
}

// Reads the screen: what the event holds, what is wrong, and what it adds to the totals of the shift.
export function readLog(form, { log, messages }, words, site) {
  const data = new FormData(form);
  const text = (name) => String(data.get(name) ?? "").trim();
  const problems = {};
  const body = { site, items: {}, sections: {} };
  const totals = {};
  for (const item of log.items) {
    const name = `item-${item.id}`;
    const units = number(text(name), 0, log.limits.units, words.others_range, messages, problems, name);
    if (units > 0) {
      body.items[item.id] = units;
      totals[item.total] = (totals[item.total] ?? 0) + units * item.each;
    }
  }
  for (const form_ of log.forms) {
    const prefix = `${FORM}${form_.slug}.`;
    const raw = typed(form, form_.fields, prefix);
    for (const [name, message] of Object.entries(problemsOf(form_.fields, raw, messages))) problems[prefix + name] = message;
    if (Object.keys(raw).length) body.sections[form_.slug] = raw;
  }
  const chosen = text("who");
  if (chosen === "code") {
    body.code = text("code");
    if (!body.code) problems.code = words.type_code;
  }
  if (chosen === "count") {
    body.count_only = true;
    body.people = number(text("people"), 1, log.limits.people, words.people_range, messages, problems, "people");
  } else {
    body.for_others = number(text("for_others"), 0, log.limits.others, words.others_range, messages, problems, "for_others");
  }
  for (const name of ["note", "place_type", "at"]) if (text(name)) body[name] = text(name);
  if ([...(body.note ?? "")].length > log.limits.note) problems.note = say(words.note_long, { most: log.limits.note });
  const people = body.people ?? 1;
  return { body, problems, totals: { ...totals, people }, isEmpty: isEmpty(body) };
}

// An anonymous contact without a single amount or answer is a slip; a code, a count or a note is something.
function isEmpty(body) {
  return !(Object.keys(body.items).length || Object.keys(body.sections).length || body.code || body.count_only || body.note || body.for_others);
}

// Fills the screen with an entry that was read before, and opens the parts in which something stands.
export function fillLog(form, body, log) {
  drawRest(form);
  const put = (name, value) => { form.elements[name].value = value; form.elements[name].dispatchEvent(new Event("input", { bubbles: true })); };
  for (const [item, units] of Object.entries(body.items)) if (form.elements[`item-${item}`]) put(`item-${item}`, units);
  form.elements.who.value = body.code ? "code" : body.count_only ? "count" : "anonymous";
  if (body.code) put("code", body.code);
  if (body.count_only) put("people", body.people);
  if (body.for_others) put("for_others", body.for_others);
  for (const name of ["note", "place_type", "at"]) if (body[name]) put(name, body[name]);
  for (const one of log.forms) if (body.sections[one.slug]) fill(form, one.fields, `${FORM}${one.slug}.`, body.sections[one.slug]);
  for (const part of form.querySelectorAll("details")) {
    part.open = [...part.querySelectorAll("input, select, textarea")].some((input) => (/^(radio|checkbox)$/.test(input.type) ? input.checked && input.value : input.value && input.value !== "0"));
  }
}

// Says whether a code was seen here lately, where the organisation wants phones to know that.
export async function hintCode(input, recent, words) {
  if (!recent) return;
  const { hintFor } = await import("./codes.js");
  const text = input.value;
  const hint = await hintFor(text, recent, words);
  if (input.value === text) document.getElementById("code-hint")?.replaceChildren(hint ? say(hint, { days: recent.days }) : "");
}
