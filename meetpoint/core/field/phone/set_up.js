// Makes this phone's key, tells the server its public half, and keeps what the server says.

import { makeKey } from "./device.js";
import * as store from "./store.js";

const form = document.getElementById("set-up");
const said = document.getElementById("set-up-said");

const REVOKED = 409;

function enrol(key) {
  const data = new FormData(form);
  data.set("public_key", key.publicKey);
  return fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" }, cache: "no-store" });
}

// A phone that the server forgot, after a restore, comes back with the key that it has: what waits goes out then.
async function setUp() {
  const known = (await store.identities()).find((one) => one.member === form.dataset.member);
  let key = known ?? (await makeKey());
  let answer = await enrol(key);
  if (known && answer.status === REVOKED) {
    key = await makeKey();
    answer = await enrol(key);
  }
  if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(form.dataset.wordsAgain);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.detail ?? form.dataset.wordsFailed);
  await store.keepIdentity({ privateKey: key.privateKey, publicKey: key.publicKey, device: told.device, label: told.label, member: form.dataset.member });
  await store.keepReference(told.device, told.reference);
  await navigator.storage?.persist?.();
  location.assign(form.dataset.after);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    if (!globalThis.isSecureContext || !crypto.subtle) throw new Error(form.dataset.wordsOld);
    await setUp();
  } catch (problem) {
    said.textContent = problem instanceof TypeError ? form.dataset.wordsFailed : problem.message;
    said.hidden = false;
  }
});
