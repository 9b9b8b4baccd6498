// Saving: sealed first, then stored, and "saved" is said only when it is on the disk.

import { seal, uuid7 } from "./sealing.js";
import * as store from "./store.js";

export const EVENT_VERSION = 1;

// Returns what the queue keeps of an event: sealed, and under which key.
export async function sealInto(identity, reference, id, event) {
  const sealed = await seal(reference.key, { id, device: identity.device, text: JSON.stringify(event) });
  return { id, key: reference.key.generation, sealed };
}

export async function save(identity, reference, kind, body) {
  const id = uuid7();
  const event = { v: EVENT_VERSION, kind, made_at: new Date().toISOString(), body };
  await store.append(identity.device, await sealInto(identity, reference, id, event));
  return id;
}

// What may go wrong with storage, told before anything is saved: "quota", "not_persistent" or nothing. Asking for
// persistent storage may open a question of the browser's, so it is asked once, at the opening.
export async function storageWarning({ ask = false } = {}) {
  const { persisted, persist, estimate } = navigator.storage ?? {};
  if (estimate) {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (quota && quota - usage < 5_000_000) return "quota";
  }
  if (!persisted) return "not_persistent";
  if (await navigator.storage.persisted()) return "";
  return ask && persist && (await navigator.storage.persist()) ? "" : "not_persistent";
}
