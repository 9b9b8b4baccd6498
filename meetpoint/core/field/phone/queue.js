// Saving: sealed first, then stored, and "saved" is said only when it is on the disk.

import { seal, uuid7 } from "./sealing.js";
import * as store from "./store.js";

export const EVENT_VERSION = 1;

export async function save(identity, reference, kind, body) {
  const id = uuid7();
  const event = { v: EVENT_VERSION, kind, made_at: new Date().toISOString(), body };
  const sealed = await seal(reference.key, { id, device: identity.device, text: JSON.stringify(event) });
  await store.append(identity.device, { id, key: reference.key.generation, sealed });
  return id;
}

// What may go wrong with storage, told before anything is saved: "quota", "not_persistent" or nothing.
export async function storageWarning() {
  const { persisted, persist, estimate } = navigator.storage ?? {};
  if (estimate) {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    if (quota && quota - usage < 5_000_000) return "quota";
  }
  if (!persisted) return "not_persistent";
  if (await navigator.storage.persisted()) return "";
  return persist && (await navigator.storage.persist()) ? "" : "not_persistent";
}
