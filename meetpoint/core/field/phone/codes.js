// Whether a code was seen here lately: compared as a short keyed hash, since the phone holds no codes.

import { fromBase64 } from "./sealing.js";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXY";
const ALIKE = { I: "1", L: "1", O: "0", S: "5", U: "V", Z: "2" };
const SHORT = 7;
const FULL = 25;

// As the server reads codes (core/people/codes.py): case, blanks, hyphens and look-alikes forgiven.
export function tidy(text) {
  const plain = text.slice(0, 80).normalize("NFKC").toUpperCase();
  return [...plain].filter((one) => /[\p{L}\p{N}\p{S}]/u.test(one)).map((one) => ALIKE[one] ?? one).join("");
}

// ISO 7064, pure system with modulus 31 and radix 3.
export const isRight = (code) => [...code].reduce((total, one) => (total * 3 + ALPHABET.indexOf(one)) % 31, 0) === 1;

// Returns what to say: nothing while somebody types, or for what is no code of a card.
export async function hintFor(text, { key, bits, hashes }, words) {
  const code = tidy(text);
  if (![SHORT, FULL].includes(code.length) || [...code].some((one) => !ALPHABET.includes(one))) return "";
  if (!isRight(code)) return words.code_slip;
  const secret = await crypto.subtle.importKey("raw", fromBase64(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = new DataView(await crypto.subtle.sign("HMAC", secret, new TextEncoder().encode(code.slice(0, SHORT))));
  return hashes.includes(mac.getUint32(0) >>> (32 - bits)) ? words.code_known : words.code_unknown;
}
