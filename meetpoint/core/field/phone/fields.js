// The rules of declared fields, as the server reads them (core/modules/fields.py); one test runs both on the same cases.

export class FieldProblem extends Error {}

const DIGITS = 18;
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
const ENDS = new RegExp(`^${SPACE}|${SPACE}$`, "g");
const YES = new Set(["1", "true", "yes", "on", "sí", "si"]);

export const strip = (text) => text.replace(ENDS, "");

export function say(template, blanks = {}) {
  return template.replace(/%\((\w+)\)[sd]/g, (whole, name) => (name in blanks ? String(blanks[name]) : whole));
}

// Whole numbers of up to 18 digits; BigInt, since a Number is exact for fifteen only.
export function wholeNumber(text) {
  const found = /^([+-]?)0*([0-9]{1,})$/.exec(strip(text));
  if (!found || found[2].length > DIGITS) return null;
  return BigInt((found[1] === "-" ? "-" : "") + found[2]);
}

function count(field, text, messages) {
  const value = wholeNumber(text);
  if (value === null) throw new FieldProblem(messages.whole);
  if (value < BigInt(field.minimum) || value > BigInt(field.maximum)) {
    throw new FieldProblem(say(messages.range, { low: field.minimum, high: field.maximum }));
  }
  return Number(value);
}

// Compares decimals as texts: a Number would round.
function decimalParts(text) {
  const [whole, part = ""] = text.replace(/^\+/, "").split(".");
  return { whole: BigInt(whole || "0"), part };
}

function isAtMost(text, most) {
  const [a, b] = [decimalParts(text), decimalParts(most)];
  if (a.whole !== b.whole) return a.whole < b.whole;
  const size = Math.max(a.part.length, b.part.length);
  return a.part.padEnd(size, "0") <= b.part.padEnd(size, "0");
}

function amount(field, text, messages) {
  const plain = text.replaceAll(",", ".");
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(plain)) throw new FieldProblem(messages.number);
  const isBelow = plain.startsWith("-") && /[1-9]/.test(plain);
  if (isBelow || !isAtMost(plain.replace(/^-/, ""), field.maximum)) throw new FieldProblem(say(messages.up_to, { high: field.maximum }));
  return plain;
}

function choice(field, text, messages) {
  if (!field.choices.some(([word]) => word === text)) throw new FieldProblem(messages.listed);
  return text;
}

function choices(field, raw, messages) {
  const given = Array.isArray(raw) ? raw : [raw ?? ""];
  const chosen = new Set(given.filter((word) => strip(String(word))).map((word) => choice(field, String(word), messages)));
  if (field.required && !chosen.size) throw new FieldProblem(messages.one);
  const inOrder = field.choices.map(([word]) => word).filter((word) => chosen.has(word));
  return inOrder.length ? inOrder : null;
}

function counts(field, raw, messages) {
  const given = raw && typeof raw === "object" && !Array.isArray(raw) ? raw : {};
  const known = field.choices.map(([word]) => word);
  const unknown = Object.keys(given).filter((word) => !known.includes(word)).sort();
  if (unknown.length) throw new FieldProblem(say(messages.row, { row: unknown[0] }));
  const said = {};
  for (const [word, label] of field.choices) {
    const text = strip(String(given[word] ?? ""));
    if (!text) continue;
    try {
      said[word] = count(field, text, messages);
    } catch (problem) {
      throw new FieldProblem(`${label}: ${problem.message}`);
    }
  }
  if (field.required && !Object.keys(said).length) throw new FieldProblem(messages.one_number);
  return Object.keys(said).length ? said : null;
}

function words(field, text, messages) {
  if (text.includes("\0")) throw new FieldProblem(messages.character);
  if ([...text].length > field.max_length) throw new FieldProblem(say(messages.long, { most: field.max_length }));
  if (field.pattern && !new RegExp(`^(?:${field.pattern})$`, "u").test(text)) throw new FieldProblem(field.help);
  return text;
}

function day(field, text, messages) {
  const found = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  const [year, month, number] = found ? found.slice(1).map(Number) : [0, 0, 0];
  const longest = month >= 1 && month <= 12 ? new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() : 0;
  if (!found || year < 1 || number < 1 || number > longest) throw new FieldProblem(messages.date);
  return text;
}

const WHOLE = { choices, counts, yes_no: (field, raw) => YES.has(strip(String(raw ?? "")).toLowerCase()) };
const PARSED = { count, amount, choice, text: words, date: day };

// Returns the value, null when nothing was said; throws FieldProblem with the message that the person sees.
export function read(field, raw, messages) {
  if (WHOLE[field.kind]) return WHOLE[field.kind](field, raw, messages);
  const text = raw === null || raw === undefined ? "" : strip(String(raw));
  if (!text) {
    if (field.required) throw new FieldProblem(messages.empty);
    return null;
  }
  return PARSED[field.kind](field, text, messages);
}

// Returns what is wrong, by field name.
export function problemsOf(fields, raw, messages) {
  const problems = {};
  for (const field of fields) {
    try {
      read(field, raw[field.name], messages);
    } catch (problem) {
      if (!(problem instanceof FieldProblem)) throw problem;
      problems[field.name] = problem.message;
    }
  }
  return problems;
}
