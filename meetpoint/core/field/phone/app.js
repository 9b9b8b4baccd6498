// The app in the field: opens without a network, saves sealed, sends when it can.

import { drawAll, el, showProblems, typed } from "./draw.js";
import { problemsOf, say } from "./fields.js";
import { drawLog, readLog, suggest } from "./log.js";
import { save, storageWarning } from "./queue.js";
import * as store from "./store.js";
import { send } from "./sync.js";

const EVERY_MS = 60_000;
const root = document.getElementById("app");
const wordsOf = async (language) => (await fetch(`/field/files/${root.dataset.version}/words-${language}.json`)).json();

const app = {
  words: null, identity: null, reference: null, view: "log", site: null, sheet: null,
  shift: { entries: [], totals: {} }, warning: "", outcome: "", counts: { unsent: 0, kept: 0 }, reviews: 0, isSaving: false, update: null, install: null,
};

// --- frame ------------------------------------------------------------------------------------------

function tab(view, text) {
  return el("button", { class: "tab", type: "button", "aria-current": app.view === view ? "page" : null, onclick: () => show(view) }, text);
}

function waitingLine() {
  const { unsent } = app.counts;
  return el("button", { class: "waiting", id: "waiting", type: "button", "data-unsent": unsent, onclick: () => show("phone") },
    unsent ? say(app.words.waiting, { number: unsent }) : app.words.none_waiting);
}

function totalsLine() {
  const kinds = app.reference.log?.kinds ?? {};
  const { people = 0, ...rest } = app.shift.totals;
  const sums = Object.entries(rest).map(([kind, sum]) => `${kinds[kind] ?? kind} ${sum}`);
  return el("p", { class: "shift", id: "shift" }, el("b", {}, say(app.words.in_shift, { number: people })), sums.length ? ` · ${sums.join(" · ")}` : "");
}

function siteChoice() {
  const options = app.reference.sites.map((site) => el("option", { value: site.id, selected: site.id === app.site }, site.name));
  return el("label", { class: "place-choice" }, el("span", { class: "visually-hidden" }, app.words.site),
    el("select", { id: "site", onchange: (event) => chooseSite(Number(event.target.value)) }, options));
}

async function chooseSite(site) {
  app.site = site;
  await store.keepSetting(`site:${app.identity.device}`, site);
  if (app.view !== "log") show(app.view);
}

function frame(...content) {
  const warning = app.warning && el("p", { class: "message message-warning", role: "status", id: "storage-warning" }, app.words[app.warning]);
  root.replaceChildren(
    el("header", { class: "field-top" }, siteChoice(), totalsLine(), waitingLine()),
    el("div", { id: "notes", role: "status" }, warning ?? "", updateLine() ?? ""),
    el("main", { id: "main", tabindex: "-1" }, content),
    el("nav", { class: "tabs" }, app.reference.log && tab("log", app.words.log), tab("forms", app.words.forms), tab("phone", app.words.phone)));
}

function updateLine() {
  return app.update && el("p", { class: "message" }, app.words.updated, " ",
    el("button", { class: "button button-quiet", type: "button", onclick: () => app.update.postMessage("use") }, app.words.reload));
}

function show(view) {
  app.view = view;
  app.sheet = view === "forms" ? null : app.sheet;
  ({ log: showLog, forms: showForms, phone: showPhone })[view]();
}

function refreshLines() {
  document.getElementById("waiting")?.replaceWith(waitingLine());
  document.getElementById("shift")?.replaceWith(totalsLine());
  if (app.view === "phone") showPhone();
}

async function recount() {
  app.counts = await store.counts(app.identity.device);
  app.reviews = (await store.state(app.identity.device)).reviews;
  refreshLines();
}

// --- saving -----------------------------------------------------------------------------------------

function celebrateQuietly() {
  navigator.vibrate?.(60);
  if (!app.sound) return;
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  tone.connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + 0.08);
}

function savedLine(id, time) {
  return el("div", { class: "log-saved-line" }, el("p", {}, say(app.words.saved, { time })),
    id && el("button", { class: "button button-quiet", type: "button", id: "undo", onclick: () => undo(id) }, app.words.undo));
}

const timeNow = () => new Date().toLocaleTimeString(app.reference.language, { hour: "2-digit", minute: "2-digit" });

async function store_(kind, body) {
  app.warning = await storageWarning();
  return save(app.identity, app.reference, kind, body);
}

// One save at a time: a double tap stores once. "Saved" is said only when it is on the disk.
async function saving(work) {
  if (app.isSaving) return;
  app.isSaving = true;
  const button = document.getElementById("save");
  button?.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (problem) {
    notify(el("p", { class: "problem", role: "alert" }, app.words.failed));
    console.warn("not saved", problem?.name);
  } finally {
    app.isSaving = false;
    button?.removeAttribute("aria-busy");
  }
  await recount();
  sendSoon();
}

function notify(...nodes) {
  document.getElementById("said")?.replaceChildren(...nodes);
}

function saveLog(form) {
  return saving(async () => {
    const { body, problems, totals, isEmpty } = readLog(form, app.reference, app.words, app.site);
    if (showProblems(form, problems)) return notify(el("p", { class: "problem" }, app.words.fix));
    if (isEmpty) return notify(el("p", { class: "message" }, app.words.nothing));
    const id = await store_("encounter", body);
    app.shift.entries.push({ id, totals });
    add(totals, 1);
    showLog();
    notify(savedLine(id, timeNow()));
    celebrateQuietly();
  });
}

function add(totals, sign) {
  for (const [kind, sum] of Object.entries(totals)) app.shift.totals[kind] = (app.shift.totals[kind] ?? 0) + sign * sum;
}

function undo(id) {
  return saving(async () => {
    const entry = app.shift.entries.find((one) => one.id === id);
    if (!entry) return;
    await store_("undo", { target: id });
    app.shift.entries = app.shift.entries.filter((one) => one.id !== id);
    add(entry.totals, -1);
    notify(el("p", { class: "message" }, app.words.undone));
  });
}

function saveSheet(form, sheet, fields) {
  return saving(async () => {
    const raw = typed(form, fields, "f.");
    const problems = Object.fromEntries(Object.entries(problemsOf(fields, raw, app.reference.messages)).map(([name, text]) => [`f.${name}`, text]));
    if (showProblems(form, problems)) return notify(el("p", { class: "problem" }, app.words.fix));
    if (!Object.keys(raw).length) return notify(el("p", { class: "message" }, app.words.nothing));
    await store_("sheet", { form: sheet.slug, site: app.site, raw });
    showSheet(sheet);
    notify(savedLine(null, timeNow()));
    celebrateQuietly();
  });
}

function thumbZone(formId) {
  return el("div", { class: "thumb-zone" }, el("div", { id: "said", class: "log-saved", role: "status" }),
    el("button", { class: "button button-large", id: "save", type: "submit", form: formId }, app.words.save));
}

// --- screens ----------------------------------------------------------------------------------------

function showLog() {
  if (!app.reference.log) return show("forms");
  const form = drawLog(app.reference.log, app.words);
  form.addEventListener("submit", (event) => { event.preventDefault(); saveLog(form); });
  form.addEventListener("input", () => suggest(form));
  frame(el("h1", { class: "visually-hidden" }, app.words.log), form, thumbZone("log"));
}

function showForms() {
  const here = app.reference.sheets.filter((sheet) => sheet.sites[app.site]);
  const places = here.map((sheet) => el("li", {}, el("button", { class: "place", type: "button", onclick: () => showSheet(sheet) }, sheet.title)));
  frame(el("h1", {}, app.words.forms), places.length ? el("ul", { class: "places" }, places) : el("p", {}, app.words.no_forms));
}

function showSheet(sheet) {
  const fields = sheet.sites[app.site];
  if (!fields) return showForms();
  const form = el("form", { class: "log", id: "sheet", novalidate: true, autocomplete: "off" }, drawAll(fields, "f.", app.words));
  form.addEventListener("submit", (event) => { event.preventDefault(); saveSheet(form, sheet, fields); });
  frame(el("h1", {}, sheet.title), sheet.help && el("p", { class: "help" }, sheet.help), form, thumbZone("sheet"));
}

function showPhone() {
  const { words, counts, reference } = app;
  const kept = counts.kept > 0 && el("p", {}, say(words.kept, { number: counts.kept, days: reference.kept_days }));
  const review = app.reviews > 0 && el("p", { class: "message message-warning" }, say(words.review, { number: app.reviews }));
  const isStale = app.outcome === "sent" && counts.unsent > 0;
  const said = app.outcome && !isStale && el("p", { class: "message", id: "outcome", "data-outcome": app.outcome }, words[app.outcome] ?? "");
  const isUnknown = app.outcome === "unknown_device";
  frame(el("h1", {}, words.phone),
    el("p", { class: "big", id: "unsent" }, counts.unsent ? say(words.waiting, { number: counts.unsent }) : words.none_waiting),
    el("p", {}, el("button", { class: "button button-large", id: "send", type: "button", onclick: () => sendNow() }, words.send_now)),
    said, isUnknown && el("p", {}, el("a", { class: "button", href: "/field/set-up/" }, words.set_up)), review, kept,
    el("h2", {}, words.totals), el("p", {}, say(words.entries, { number: app.shift.entries.length })),
    el("p", {}, app.identity.label, " · ", say(words.key, { number: reference.key.generation })),
    el("p", {}, el("button", { class: "button button-quiet", type: "button", onclick: chooseWorker }, words.other_worker)),
    el("label", { class: "tick" }, el("input", { type: "checkbox", id: "sound", checked: app.sound, onchange: (event) => setSound(event.target.checked) }), el("span", {}, words.sound)),
    app.install && el("button", { class: "button", type: "button", onclick: () => app.install.prompt() }, words.install),
    isAppleUninstalled() && el("p", { class: "help" }, words.install_ios),
    el("p", {}, el("a", { href: "/" }, words.staff_pages)));
}

const isAppleUninstalled = () => "standalone" in navigator && !navigator.standalone;

async function setSound(on) {
  app.sound = on;
  await store.keepSetting("sound", on);
}

// --- sending ----------------------------------------------------------------------------------------

async function sendNow() {
  const before = app.reference.version;
  const outcome = await send(app.identity, { language: app.reference.language ?? document.documentElement.lang, onProgress: recount });
  app.outcome = outcome;
  if (outcome === "revoked") return sayRevoked();
  const newest = await store.reference(app.identity.device);
  if (newest && newest.version !== before) await learn(newest);
  await recount();
}

function sendSoon() {
  if (navigator.onLine !== false) return sendNow().catch(() => {});
  app.outcome = "offline";
  return refreshLines();
}

async function learn(reference) {
  const isFirst = !app.reference.version;
  app.reference = reference;
  if (!reference.sites.some((site) => site.id === app.site)) app.site = reference.sites[0]?.id ?? null;
  if (isFirst) show("log");
}

function sayRevoked() {
  document.cookie = "meetpoint-field=; path=/field/; max-age=0; samesite=strict";
  app.identity = null;
  app.shift = { entries: [], totals: {} };
  root.replaceChildren(el("main", { class: "bare-card" }, el("h1", {}, app.words.app), el("p", { id: "outcome", "data-outcome": "revoked" }, app.words.revoked)));
}

// --- opening ----------------------------------------------------------------------------------------

function setUpScreen(isCleared) {
  const { words } = app;
  root.replaceChildren(el("main", { class: "bare-card" }, el("h1", {}, words.app),
    isCleared && el("p", { class: "problem", role: "alert", id: "cleared" }, words.cleared),
    el("p", {}, words.set_up_help), el("p", {}, el("a", { class: "button button-large", href: "/field/set-up/" }, words.set_up))));
}

async function chooseWorker() {
  app.shift = { entries: [], totals: {} };
  app.identity = null;
  const known = await store.identities();
  const pick = (identity) => el("li", {}, el("button", { class: "place", type: "button", onclick: () => enter(identity) }, identity.label));
  root.replaceChildren(el("main", { class: "bare-card" }, el("h1", {}, app.words.who), el("ul", { class: "places" }, known.map(pick)),
    el("p", {}, el("a", { class: "button button-quiet", href: "/field/set-up/" }, app.words.set_up))));
}

async function enter(identity) {
  app.identity = identity;
  app.outcome = "";
  app.reference = (await store.reference(identity.device)) ?? { sites: [], sheets: [], log: null, key: { generation: 0 }, messages: {}, kept_days: 14 };
  app.words = await wordsOf(app.reference.language === "es" ? "es" : app.reference.language ?? root.dataset.language);
  document.documentElement.lang = app.reference.language ?? document.documentElement.lang;
  const chosen = await store.setting(`site:${identity.device}`);
  app.site = app.reference.sites.some((site) => site.id === chosen) ? chosen : app.reference.sites[0]?.id ?? null;
  app.sound = Boolean(await store.setting("sound"));
  app.counts = await store.counts(identity.device);
  app.reviews = (await store.state(identity.device)).reviews;
  show("log");
  root.dataset.ready = "yes";
  performance.mark?.("meetpoint-ready");
  app.warning = await storageWarning();
  if (app.warning) document.getElementById("notes")?.replaceChildren(el("p", { class: "message message-warning", id: "storage-warning" }, app.words[app.warning]));
  sendSoon();
}

// Dark at night, unless the phone itself says which it wants by day.
function dim() {
  const hour = new Date().getHours();
  if (hour >= 20 || hour < 7) document.documentElement.dataset.theme = "dark";
  else delete document.documentElement.dataset.theme;
}

async function serve() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register("/field/sw.js", { scope: "/field/", updateViaCache: "none" });
  const offer = (worker) => { app.update = worker; if (app.identity) document.getElementById("notes")?.append(updateLine()); };
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => { if (worker.state === "installed" && navigator.serviceWorker.controller) offer(worker); });
  });
  let isReloading = !navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (!isReloading) { isReloading = true; location.reload(); } isReloading = true; });
}

async function begin() {
  dim();
  const language = navigator.language?.startsWith("es") ? "es" : "en";
  root.dataset.language = language;
  app.words = await wordsOf(language);
  document.documentElement.lang = language;
  if (!globalThis.isSecureContext || !crypto?.subtle || !globalThis.indexedDB) {
    root.replaceChildren(el("main", { class: "bare-card" }, el("h1", {}, app.words.app), el("p", { class: "problem" }, app.words.old_browser)));
    return;
  }
  serve().catch(() => {});
  const known = await store.identities();
  if (known.length === 0) setUpScreen(document.cookie.includes("meetpoint-field=1"));
  else if (known.length === 1) await enter(known[0]);
  else await chooseWorker();
}

globalThis.addEventListener("beforeinstallprompt", (event) => { event.preventDefault(); app.install = event; });
globalThis.addEventListener("online", () => { if (app.identity) sendSoon(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden && app.identity) sendSoon(); });
setInterval(() => { if (app.identity && app.counts.unsent) sendSoon(); dim(); }, EVERY_MS);
begin();
