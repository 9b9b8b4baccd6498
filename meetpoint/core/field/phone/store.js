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
export function append(device, event, state = "waiting") {
  return within(["states", "queue"], "readwrite", (t, done) => {
    asked(t.objectStore("states").get(device), (known) => {
      const now = { ...BEGINNING, device, ...known };
      t.objectStore("queue").add({ ...event, device, seq: now.nextSeq, state });
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

// What has not been sent, of it what its worker still looks at, and what is kept although it was sent.
function counted(kept) {
  const inState = (state) => kept.filter((one) => one.state === state).length;
  return { unsent: inState("waiting") + inState("draft"), drafts: inState("draft"), kept: inState("sent") };
}

export const counts = async (device) => counted(await all(device));

// All that the first screen needs, in one transaction.
export async function opening(device) {
  const found = { reference: null, counts: null, reviews: 0, site: null, sound: false };
  await within(["references", "states", "queue", "settings"], "readonly", (t) => {
    const read = (name, key, note) => asked(t.objectStore(name).get(key), (row) => note(row));
    read("references", device, (row) => { found.reference = row?.data ?? null; });
    read("states", device, (row) => { found.reviews = row?.reviews ?? 0; });
    read("settings", `site:${device}`, (row) => { found.site = row?.value ?? null; });
    read("settings", "sound", (row) => { found.sound = row?.value ?? false; });
    asked(t.objectStore("queue").getAll(oneOf(device)), (kept) => { found.counts = counted(kept); });
  });
  return found;
}

// --- entries that their worker still looks at -----------------------------------------------------------

export const drafts = async (device) => (await all(device)).filter((one) => one.state === "draft");

// Replaces or removes a draft, if it still is one: another tab may have let it go. `make` gives the new row or null.
export function redraft(device, seq, make) {
  return within(["queue"], "readwrite", (t, done) => {
    const queue = t.objectStore("queue");
    asked(queue.get([device, seq]), (row) => {
      if (row?.state !== "draft") return done(false);
      const next = make(row);
      if (next) queue.put(next);
      else queue.delete([device, seq]);
      return done(true);
    });
  });
}

export const putBack = (row) => put("queue", row);

const vaultName = (device) => `vault:${device}`;
export const vault = (device) => setting(vaultName(device));
export const keepVault = (device, value) => keepSetting(vaultName(device), value);

// Counts a try before it is made, on the disk, so that switching the phone off does not take it back.
export function countTry(device) {
  return within(["settings"], "readwrite", (t, done) => {
    asked(t.objectStore("settings").get(vaultName(device)), (row) => {
      const value = { ...row.value, tries: row.value.tries + 1 };
      t.objectStore("settings").put({ ...row, value });
      done(value);
    });
  });
}

// Clears the drafts and what opened them; what is sealed to the server stays and goes out as ever.
export function clearVault(device) {
  return within(["settings", "queue"], "readwrite", (t, done) => {
    let cleared = 0;
    t.objectStore("settings").delete(vaultName(device));
    asked(t.objectStore("queue").openCursor(oneOf(device)), (cursor) => {
      if (!cursor) return done(cleared);
      if (cursor.value.state === "draft") { cursor.delete(); cleared += 1; }
      return cursor.continue();
    });
  });
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
  return within(["identities", "states", "references", "queue", "settings"], "readwrite", (t) => {
    for (const name of [vaultName(device), `site:${device}`]) t.objectStore("settings").delete(name);
    for (const name of ["identities", "states", "references"]) t.objectStore(name).delete(device);
    t.objectStore("queue").delete(oneOf(device));
  });
}
