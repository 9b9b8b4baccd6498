// Sending: at opening, when the network comes back, after each save and every minute. No background service is needed.

import { postSigned } from "./device.js";
import { toBase64, toHex } from "./sealing.js";
import * as store from "./store.js";

const PROTOCOL = 1;
const AT_A_TIME = 100;
const DAY_MS = 86_400_000;
const ADDRESS = "/field/sync/";

// A network's sign-in page answers with 200, too. Only our server can say this phone's fresh nonce back.
function isOurs(said, identity, nonce) {
  return said?.protocol === PROTOCOL && said.echo === nonce && said.device === identity.device && Array.isArray(said.answers);
}

async function ask(identity, message) {
  let answer;
  let text;
  try {
    answer = await postSigned(identity, ADDRESS, JSON.stringify(message));
    text = await answer.text();
  } catch {
    return { outcome: "offline" };
  }
  let said = null;
  try {
    said = JSON.parse(text);
  } catch {
    // An answer of ours that was cut is the network's fault; a page in its place is somebody else's.
    const isOurKind = answer.headers.get("Content-Type")?.startsWith("application/json");
    return { outcome: answer.status >= 500 || isOurKind || !text ? "offline" : "portal" };
  }
  if (answer.status === 401 && said?.problem === "unknown_device" && said.protocol === PROTOCOL) return { outcome: "unknown_device" };
  if (answer.status !== 200) return { outcome: "offline" };
  return isOurs(said, identity, message.nonce) ? { outcome: "answered", said } : { outcome: "portal" };
}

async function sendOnce(identity, { language, wiped = false }) {
  const [events, state, reference] = await Promise.all([
    store.waiting(identity.device, AT_A_TIME), store.state(identity.device), store.reference(identity.device),
  ]);
  const nonce = toHex(crypto.getRandomValues(new Uint8Array(16)));
  const message = {
    protocol: PROTOCOL, nonce, sent_at: new Date().toISOString(), language, wiped,
    reference: reference?.version ?? "", mark: state.mark,
    events: events.map(({ id, seq, key, sealed }) => ({ id, seq, key, sealed: toBase64(sealed) })),
  };
  const { outcome, said } = await ask(identity, message);
  if (outcome !== "answered") return { outcome };
  if (said.restored) {
    await store.sendAgain(identity.device, said.mark);
    return { outcome: "more" };
  }
  const asked = new Set(events.map((event) => event.id));
  const told = new Map(said.answers.filter((one) => asked.has(one.id)).map((one) => [one.id, one]));
  const keptMs = (reference?.kept_days ?? 14) * DAY_MS;
  await store.settle(identity.device, { told, mark: said.mark, at: Date.parse(said.server_time), keptMs });
  if (said.reference) await store.keepReference(identity.device, said.reference);
  const progress = [...told.values()].some((one) => one.state === "taken");
  if (said.revoked) return { outcome: progress && (await store.waiting(identity.device, 1)).length ? "more" : "revoked" };
  return { outcome: events.length && progress && (await store.waiting(identity.device, 1)).length ? "more" : "sent" };
}

async function sendAll(identity, options) {
  let result;
  do {
    result = await sendOnce(identity, options);
    options.onProgress?.();
  } while (result.outcome === "more");
  if (result.outcome === "revoked") {
    await sendOnce(identity, { ...options, wiped: true });
    await store.forget(identity.device);
  }
  return result.outcome;
}

let running = null;
let next = null;

async function run(identity, options) {
  try {
    if (!navigator.locks) return await sendAll(identity, options);
    return await navigator.locks.request("meetpoint-field-sync", () => sendAll(identity, options));
  } finally {
    running = null;
  }
}

// Sends what waits; two tabs take turns. Returns "sent", "offline", "portal", "unknown_device" or "revoked".
// Whoever asks while one is on its way gets another after it, which sees what was saved meanwhile.
export function send(identity, options) {
  if (running) {
    next ??= running.catch(() => {}).then(() => { next = null; return send(identity, options); });
    return next;
  }
  running = run(identity, options);
  return running;
}
