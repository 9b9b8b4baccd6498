// The code that somebody takes along. It follows from the entry's own uid, so that it is known without a network;
// lib/slip_codes.py says the same. It stands on the screen and nowhere else: nothing of it is kept on the phone.

import { el } from "./draw.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export function slipOf(uid) {
  const random = BigInt(`0x${uid.replaceAll("-", "").slice(-15)}`);
  const values = Array.from({ length: 12 }, (_each, place) => Number((random >> BigInt(55 - 5 * place)) & 31n));
  const check = values.reduce((sum, value, place) => sum + value * (2 * place + 1), 0) % 32;
  const code = [...values, check].map((value) => ALPHABET[value]).join("");
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

export function drawSlip({ title, help }, code, words, next) {
  return el("section", { class: "slip-to-copy" }, el("h1", {}, title), el("p", { class: "slip-code", id: "slip" }, code),
    help && el("p", { class: "help" }, help),
    el("button", { class: "button button-large", id: "slip-done", type: "button", onclick: next }, words.copied));
}
