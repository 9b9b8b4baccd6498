// When to send, and what to say of it.

import { el } from "./draw.js";
import { bare, recount, refreshLines } from "./frame.js";
import { app, show } from "./state.js";
import * as store from "./store.js";
import { send } from "./sync.js";

export async function sendNow() {
  const { identity, reference } = app;
  const outcome = await send(identity, { language: reference.language ?? document.documentElement.lang, onProgress: recount });
  if (app.identity !== identity) return;
  app.outcome = outcome;
  if (outcome === "revoked") {
    sayRevoked();
    return;
  }
  const newest = await store.reference(identity.device);
  if (newest && newest.version !== reference.version) await learn(newest);
  await recount();
}

export function sendSoon() {
  if (!app.identity) return;
  if (navigator.onLine !== false) {
    sendNow().catch(() => {});
    return;
  }
  app.outcome = "offline";
  refreshLines();
}

async function learn(reference) {
  const isFirst = !app.reference.version;
  app.reference = reference;
  if (!reference.sites.some((site) => site.id === app.site)) app.site = reference.sites[0]?.id ?? null;
  if (isFirst) show("log");
}

function sayRevoked() {
  document.cookie = "meetpoint-field=; path=/field/; max-age=0; samesite=strict";
  app.review?.forget();
  Object.assign(app, { identity: null, review: null });
  app.shift = { entries: [], totals: {} };
  bare(el("h1", {}, app.words.app), el("p", { id: "outcome", "data-outcome": "revoked" }, app.words.revoked));
}
