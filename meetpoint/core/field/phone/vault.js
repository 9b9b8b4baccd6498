// Entries under a key that a passphrase gives. The key stands nowhere; locking, or closing the page, forgets it.

import { padded } from "./sealing.js";
import * as store from "./store.js";

const AES = { name: "AES-GCM", length: 256 };
const NONCE = 12;
const CHECK = "meetpoint-field-vault";
const utf8 = new TextEncoder();

async function keyFrom(passphrase, { salt, iterations }) {
  const base = await crypto.subtle.importKey("raw", utf8.encode(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base, AES, false, ["encrypt", "decrypt"]);
}

async function close(key, text, name) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const cipher = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8.encode(name) }, key, padded(text));
  const whole = new Uint8Array(NONCE + cipher.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(cipher), NONCE);
  return whole;
}

async function open(key, sealed, name) {
  const algorithm = { name: "AES-GCM", iv: sealed.slice(0, NONCE), additionalData: utf8.encode(name) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, sealed.slice(NONCE))).trimEnd();
}

const nameOf = (device, id) => `meetpoint-field-draft|${id}|${device}`;

export async function make(device, passphrase, iterations) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await keyFrom(passphrase, { salt, iterations });
  await store.keepVault(device, { salt, iterations, tries: 0, check: await close(key, CHECK, nameOf(device, CHECK)) });
  return key;
}

// Returns the key; or how many tries are left; or, with none left, how many entries were cleared.
export async function unlock(device, passphrase, most) {
  const vault = await store.countTry(device);
  if (vault.tries <= most) {
    const key = await keyFrom(passphrase, vault);
    try {
      await open(key, vault.check, nameOf(device, CHECK));
      await store.keepVault(device, { ...vault, tries: 0 });
      return { key };
    } catch {
      if (vault.tries < most) return { left: most - vault.tries };
    }
  }
  return { cleared: await store.clearVault(device) };
}

export const closeEvent = (key, device, { id, event }) => close(key, JSON.stringify(event), nameOf(device, id));

export async function openDraft(key, row) {
  return { row, event: JSON.parse(await open(key, row.sealed, nameOf(row.device, row.id))) };
}
