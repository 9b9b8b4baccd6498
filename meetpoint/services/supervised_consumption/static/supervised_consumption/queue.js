// What was tapped and is not stored on the server yet: in memory, and sealed on this device, so that a reload or a
// crash loses nothing. The key stays inside the browser and cannot be read out of it. Taps hold no name and no code.

const NAME = "meetpoint-room";
const waiting = new Map();
let opened = null;

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("taps", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function secret(db) {
  const known = await done(db.transaction("keys").objectStore("keys").get("seal"));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const store = db.transaction("keys", "readwrite").objectStore("keys");
  await done(store.add(made, "seal")).catch(() => {});
  return done(db.transaction("keys").objectStore("keys").get("seal"));
}

async function keep(tap) {
  const db = await open();
  const key = await secret(db);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(tap)));
  // Stored while this was being sealed: it must not come back.
  if (waiting.has(tap.id)) await done(db.transaction("taps", "readwrite").objectStore("taps").put({ id: tap.id, iv, sealed }));
}

// Brings back what an earlier page could not send. A device without storage works from memory alone.
export async function load() {
  try {
    const db = await open();
    const key = await secret(db);
    for (const { id, iv, sealed } of await done(db.transaction("taps").objectStore("taps").getAll())) {
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
        if (!waiting.has(id)) waiting.set(id, JSON.parse(new TextDecoder().decode(plain)));
      } catch { /* sealed under a key that is gone */ }
    }
  } catch { /* no storage here */ }
}

export function add(tap) {
  waiting.set(tap.id, tap);
  keep(tap).catch(() => {});
}

export function forget(ids) {
  for (const id of ids) waiting.delete(id);
  open().then((db) => {
    const store = db.transaction("taps", "readwrite").objectStore("taps");
    for (const id of ids) store.delete(id);
  }).catch(() => {});
}

// In the order of their making: identifiers of version 7 sort by time.
export const all = () => [...waiting.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

let last = 0;

// UUID version 7 (RFC 9562 section 5.7); never earlier than the one before, so that order holds within a page.
export function uuid7() {
  last = Math.max(Date.now(), last + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, rest = last; i >= 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
