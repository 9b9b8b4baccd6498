// Seals an event to the organisation's public key: from then on only the server can read it, not this phone.

const PAD = 512;
const utf8 = new TextEncoder();
const P256 = { name: "ECDH", namedCurve: "P-256" };

export const toBase64 = (bytes) => {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
};
export const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
export const toHex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// UUID version 7 (RFC 9562 section 5.7).
export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0, rest = now; i < 6; i += 1, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  return whole;
}

export function padded(text) {
  const bytes = utf8.encode(text);
  const whole = new Uint8Array(Math.ceil(bytes.length / PAD) * PAD).fill(0x20);
  whole.set(bytes);
  return whole;
}

// Returns ephemeral point, nonce and ciphertext, as docs/algorithms/sync.md lays them out.
export async function seal(key, { id, device, text }) {
  const theirs = await crypto.subtle.importKey("raw", fromBase64(key.public), P256, false, []);
  const own = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = join(utf8.encode("meetpoint-field-event"), point);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
  const secret = await crypto.subtle.deriveKey(hkdf, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = utf8.encode(`meetpoint-field-1|${id}|${device}|${key.generation}`);
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, secret, padded(text));
  return join(point, nonce, new Uint8Array(cipher));
}
