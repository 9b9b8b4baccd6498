// The app in the field: opens without a network. What is not needed for the first screen comes after it.

import { el } from "./draw.js";
import { bare, refreshNotes } from "./frame.js";
import { storageWarning } from "./queue.js";
import "./screens.js";
import { sendSoon } from "./sending.js";
import { app, root, screens, show } from "./state.js";
import * as store from "./store.js";

const EVERY_MS = 60_000;
const SERVE_AFTER_MS = 300;
const NOTHING_KNOWN = { sites: [], sheets: [], log: null, key: { generation: 0 }, messages: {}, kept_days: 14, review: null, codes: null };
const fetched = {};

function wordsOf(language) {
  fetched[language] ??= fetch(`/field/files/${root.dataset.version}/words-${language}.json`).then((answer) => answer.json());
  return fetched[language];
}

function setUpScreen(isCleared) {
  const { words } = app;
  bare(el("h1", {}, words.app), isCleared && el("p", { class: "problem", role: "alert", id: "cleared" }, words.cleared),
    el("p", {}, words.set_up_help), el("p", {}, el("a", { class: "button button-large", href: "/field/set-up/" }, words.set_up)));
}

screens.workers = async () => {
  app.review?.forget();
  Object.assign(app, { shift: { entries: [], totals: {} }, identity: null, review: null });
  const known = await store.identities();
  const pick = (identity) => el("li", {}, el("button", { class: "place", type: "button", onclick: () => enter(identity) }, identity.label));
  bare(el("h1", {}, app.words.who), el("ul", { class: "places" }, known.map(pick)),
    el("p", {}, el("a", { class: "button button-quiet", href: "/field/set-up/" }, app.words.set_up)));
};

async function enter(identity) {
  const kept = await store.opening(identity.device);
  const reference = kept.reference ?? NOTHING_KNOWN;
  app.words = await wordsOf(reference.language ?? root.dataset.language);
  document.documentElement.lang = reference.language ?? root.dataset.language;
  const site = reference.sites.some((one) => one.id === kept.site) ? kept.site : reference.sites[0]?.id ?? null;
  Object.assign(app, { identity, reference, site, outcome: "", sound: Boolean(kept.sound), counts: kept.counts, reviews: kept.reviews });
  if (reference.review || kept.counts.drafts) {
    app.review = await import("./review.js");
    await app.review.gate();
  }
  show("log");
  root.dataset.ready = "yes";
  performance.mark?.("meetpoint-ready");
  app.warning = await storageWarning({ ask: true });
  refreshNotes();
  sendSoon();
}

// Dark at night, unless the phone itself says which it wants by day.
function dim() {
  const hour = new Date().getHours();
  if (hour >= 20 || hour < 7) document.documentElement.dataset.theme = "dark";
  else delete document.documentElement.dataset.theme;
}

async function serve() {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  const registration = await workers.register("/field/sw.js", { scope: "/field/", updateViaCache: "none" });
  const offer = (worker) => { app.update = worker; refreshNotes(); };
  if (registration.waiting && workers.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => { if (worker.state === "installed" && workers.controller) offer(worker); });
  });
  let isReloading = !workers.controller;
  workers.addEventListener("controllerchange", () => { if (!isReloading) location.reload(); isReloading = true; });
}

async function begin() {
  dim();
  const language = navigator.language?.startsWith("es") ? "es" : "en";
  root.dataset.language = language;
  document.documentElement.lang = language;
  const words = wordsOf(language);
  if (!globalThis.isSecureContext || !crypto?.subtle || !globalThis.indexedDB) {
    app.words = await words;
    bare(el("h1", {}, app.words.app), el("p", { class: "problem" }, app.words.old_browser));
    return;
  }
  const known = await store.identities();
  if (known.length === 1) await enter(known[0]);
  else {
    app.words = await words;
    if (known.length === 0) setUpScreen(document.cookie.includes("meetpoint-field=1"));
    else await screens.workers();
  }
}

globalThis.addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); app.install = event; if (app.view === "phone" && app.identity && !app.isLocked) show("phone"); });
globalThis.addEventListener("online", sendSoon);
document.addEventListener("visibilitychange", () => { if (!document.hidden) sendSoon(); });
setInterval(() => { if (app.counts.unsent) sendSoon(); dim(); }, EVERY_MS);
begin();
setTimeout(() => serve().catch(() => {}), SERVE_AFTER_MS);
