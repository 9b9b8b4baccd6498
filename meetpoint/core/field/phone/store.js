// What this phone keeps: who may send, sealed events, and what the server told. Nothing that was typed stands here.

const NAME = "meetpoint-field";
const VERSION = 1;
let opened = null;

function grow(db) {
  // Only ever add: an older page may be open beside a newer one, and a queue must survive both.
  if (!db.objectStoreNames.contains("identities")) db.createObjectStore("identities", { keyPath: "device" });
  if (!db.objectStoreNames.contains("states")) db.createObjectStore("states", { keyPath: "device" });
  if (!db.objectStoreNames.contains("references")) db.createObjectStore("references", { keyPath: "device" });
  if (!db.objectStoreNames.contains("settings")) db.createObjectStore("settings", { keyPath: "name" });
  if (!db.objectStoreNames.contains("queue")) db.createObjectStore("queue", { keyPath: ["device", "seq"] });
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => grow(asked.result);
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const db = asked.result;
      db.onversionchange = () => { db.close(); opened = null; };
      db.onclose = () => { opened = null; };
      resolve(db);
    };
  });
  opened.catch(() => { opened = null; });
  return opened;
}

// Runs `work` in one transaction and resolves when it is on the disk, not before.
async function within(names, mode, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    transaction.onerror = () => {};
    work(transaction, (value) => { result = value; });
  });
}

const asked = (request, then) => { request.onsuccess = () => then(request.result); };
const oneOf = (device) => IDBKeyRange.bound([device, 0], [device, Infinity]);

function get(name, key) {
  return within([name], "readonly", (t, done) => asked(t.objectStore(name).get(key), done));
}

function put(name, value) {
  return within([name], "readwrite", (t) => t.objectStore(name).put(value));
}

export const identities = () => within(["identities"], "readonly", (t, done) => asked(t.objectStore("identities").getAll(), done));
export const keepIdentity = (identity) => put("identities", identity);
export const reference = async (device) => (await get("references", device))?.data ?? null;
export const keepReference = (device, data) => put("references", { device, data });
export const setting = async (name) => (await get("settings", name))?.value ?? null;
export const keepSetting = (name, value) => put("settings", { name, value });

const BEGINNING = { nextSeq: 1, mark: "", reviews: 0, contact: null };
export const state = async (device) => ({ ...BEGINNING, ...(await get("states", device)) });

// Gives the event its place in the phone's order and stores it, in one transaction.
export function append(device, event) {
  return within(["states", "queue"], "readwrite", (t, done) => {
    asked(t.objectStore("states").get(device), (known) => {
      const now = { ...BEGINNING, device, ...known };
      t.objectStore("queue").add({ ...event, device, seq: now.nextSeq, state: "waiting" });
      t.objectStore("states").put({ ...now, nextSeq: now.nextSeq + 1 });
      done(now.nextSeq);
    });
  });
}

export const all = (device) => within(["queue"], "readonly", (t, done) => asked(t.objectStore("queue").getAll(oneOf(device)), done));

export async function waiting(device, most = Infinity) {
  const found = [];
  await within(["queue"], "readonly", (t) => {
    asked(t.objectStore("queue").openCursor(oneOf(device)), function next(cursor) {
      if (!cursor || found.length >= most) return;
      if (cursor.value.state === "waiting") found.push(cursor.value);
      cursor.continue();
    });
  });
  return found;
}

export async function counts(device) {
  const kept = await all(device);
  const unsent = kept.filter((one) => one.state === "waiting").length;
  return { unsent, kept: kept.length - unsent };
}

// Notes what the server took: `told` maps identifiers to answers. Kept events past their days go.
export function settle(device, { told, mark, at, keptMs }) {
  return within(["states", "queue"], "readwrite", (t) => {
    let reviews = 0;
    asked(t.objectStore("queue").openCursor(oneOf(device)), (cursor) => {
      if (!cursor) {
        asked(t.objectStore("states").get(device), (known) => {
          const now = { ...BEGINNING, device, ...known };
          t.objectStore("states").put({ ...now, mark, contact: at, reviews: now.reviews + reviews });
        });
        return;
      }
      const event = cursor.value;
      const answer = told.get(event.id);
      if (answer?.state === "taken" && event.state === "waiting") {
        if (answer.review) reviews += 1;
        cursor.update({ ...event, state: "sent", sentAt: at });
      } else if (event.state === "sent" && at - event.sentAt > keptMs) {
        cursor.delete();
      }
      cursor.continue();
    });
  });
}

// The server remembers less than it did: everything that is still here goes out again.
export function sendAgain(device, mark) {
  return within(["states", "queue"], "readwrite", (t) => {
    asked(t.objectStore("queue").openCursor(oneOf(device)), (cursor) => {
      if (!cursor) return;
      if (cursor.value.state === "sent") cursor.update({ ...cursor.value, state: "waiting" });
      cursor.continue();
    });
    asked(t.objectStore("states").get(device), (known) => t.objectStore("states").put({ ...BEGINNING, device, ...known, mark }));
  });
}

export function forget(device) {
  return within(["identities", "states", "references", "queue"], "readwrite", (t) => {
    for (const name of ["identities", "states", "references"]) t.objectStore(name).delete(device);
    t.objectStore("queue").delete(oneOf(device));
  });
}
