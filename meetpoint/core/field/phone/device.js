// This phone's own key: made here, never to leave, and not even readable here. It signs what is sent.

import { toBase64, toHex } from "./sealing.js";

const ECDSA = { name: "ECDSA", namedCurve: "P-256" };
const utf8 = new TextEncoder();

export async function makeKey() {
  const pair = await crypto.subtle.generateKey(ECDSA, false, ["sign", "verify"]);
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: toBase64(spki) };
}

export async function post(address, body, headers = {}) {
  return fetch(address, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    signal: AbortSignal.timeout?.(30_000),
  });
}

// Asks for a challenge and signs it with the address and the body. Our clock plays no part.
export async function postSigned(identity, address, body) {
  const asked = await post("/field/challenge/", JSON.stringify({ device: identity.device }));
  if (!asked.ok || !asked.headers.get("Content-Type")?.startsWith("application/json")) return asked;
  const { challenge } = await asked.json();
  const digest = toHex(await crypto.subtle.digest("SHA-256", utf8.encode(body)));
  const text = utf8.encode(["meetpoint-field-1", identity.device, challenge, address, digest].join("\n"));
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, identity.privateKey, text);
  return post(address, body, {
    "X-Field-Device": identity.device,
    "X-Field-Challenge": challenge,
    "X-Field-Signature": toBase64(signature),
  });
}
