// Looking at entries before they are sent, where the organisation chose that: behind a passphrase, locked when idle.

import { el } from "./draw.js";
import { say } from "./fields.js";
import { bare, frame, notify, recount, refreshLines } from "./frame.js";
import { EVENT_VERSION, sealInto } from "./queue.js";
import { forgetEntry, saving } from "./saving.js";
import { showSheet } from "./screens.js";
import { sendSoon } from "./sending.js";
import { uuid7 } from "./sealing.js";
import { app, root, screens, show } from "./state.js";
import * as store from "./store.js";
import { closeEvent, make, openDraft, unlock } from "./vault.js";

const LOOK_MS = 10_000;
const BEFORE = { idle_minutes: 5, iterations: 600_000, tries: 10, shortest: 12 };
let key = null;
let touched = Date.now();

const rules = () => app.reference.review ?? BEFORE;
const device = () => app.identity.device;

// --- locking ------------------------------------------------------------------------------------------

export function forget() {
  key = null;
  app.isLocked = false;
}

function passphrase(id, text) {
  return el("div", { class: "field" }, el("label", { class: "label", for: id }, text),
    el("input", { id, type: "password", autocomplete: "off", autocapitalize: "off", spellcheck: "false", required: true }));
}

function gateForm(heading, lines, { fields, button }, work) {
  const said = el("p", { class: "problem", id: "gate-said", role: "alert", hidden: true });
  const form = el("form", { class: "form", id: "gate", autocomplete: "off" }, said, fields, el("button", { class: "button button-large" }, button));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    const text = await work(form).catch(() => app.words.failed);
    form.removeAttribute("aria-busy");
    said.textContent = text ?? "";
    said.hidden = !text;
    form.reset();
  });
  bare(el("h1", {}, heading), lines.map((line) => line && el("p", {}, line)), form,
    el("p", {}, el("button", { class: "button button-quiet", type: "button", onclick: () => screens.workers() }, app.words.other_worker)));
  form.querySelector("input").focus();
}

function choose(done, cleared = "") {
  const { words } = app;
  const fields = [passphrase("pass", words.passphrase), passphrase("again", words.passphrase_again)];
  gateForm(words.review_on, [cleared, words.review_help], { fields, button: words.save }, async (form) => {
    const [first, second] = [form.elements.pass.value, form.elements.again.value];
    if ([...first].length < rules().shortest) return say(words.passphrase_short, { least: rules().shortest });
    if (first !== second) return words.passphrase_differs;
    key = await make(device(), first, rules().iterations);
    return done();
  });
}

// How many entries are at stake is said first, before any try.
async function ask(done) {
  const { words } = app;
  const { drafts } = await store.counts(device());
  const tries = (await store.vault(device())).tries;
  const left = rules().tries - tries;
  const lines = [app.identity.label, say(words.locked_drafts, { number: drafts }), tries > 0 && say(words.tries_left, { left, number: drafts })];
  gateForm(words.locked, lines, { fields: [passphrase("pass", words.passphrase)], button: words.unlock }, async (form) => {
    const found = await unlock(device(), form.elements.pass.value, rules().tries);
    if (found.left) return say(words.wrong_passphrase, { left: found.left, number: drafts });
    if (found.key) {
      key = found.key;
      return done();
    }
    await recount();
    choose(done, say(words.vault_cleared, { number: found.cleared }));
    return "";
  });
}

// Resolves when the worker is in; what was on the screen before is shown again then.
export function gate() {
  app.isLocked = true;
  const before = [...root.childNodes];
  return new Promise((resolve) => {
    const done = () => {
      app.isLocked = false;
      touched = Date.now();
      root.replaceChildren(...before);
      resolve();
    };
    store.vault(device()).then((vault) => (vault ? ask(done) : choose(done)));
  });
}

export async function lock() {
  if (app.isLocked || !key) return;
  key = null;
  await gate();
  if (app.view === "review") show("review");
  refreshLines();
}

const lockIfIdle = () => { if (app.review && Date.now() - touched > rules().idle_minutes * 60_000) lock(); };
for (const name of ["pointerdown", "keydown", "input"]) document.addEventListener(name, () => { lockIfIdle(); touched = Date.now(); }, true);
document.addEventListener("visibilitychange", lockIfIdle);
setInterval(lockIfIdle, LOOK_MS);

// --- entries ------------------------------------------------------------------------------------------

export async function keep(kind, body) {
  const id = uuid7();
  const event = { v: EVENT_VERSION, kind, made_at: new Date().toISOString(), body };
  await store.append(device(), { id, key: 0, sealed: await closeEvent(key, device(), { id, event }) }, "draft");
  return id;
}

export async function change({ row, event }, body) {
  const sealed = await closeEvent(key, device(), { id: row.id, event: { ...event, body } });
  await store.redraft(device(), row.seq, (now) => ({ ...now, sealed }));
}

// Takes an entry away that was not let go yet; tells whether it was there.
export async function discard(id) {
  const row = (await store.drafts(device())).find((one) => one.id === id);
  return row ? store.redraft(device(), row.seq, () => null) : false;
}

async function letGo(drafts) {
  for (const { row, event } of drafts) {
    const sealed = await sealInto(app.identity, app.reference, row.id, event);
    await store.redraft(device(), row.seq, (now) => ({ ...now, ...sealed, state: "waiting" }));
  }
}

// --- the list -----------------------------------------------------------------------------------------

function answersOf(fields, raw) {
  const said = (field) => {
    const labels = Object.fromEntries(field.choices ?? []);
    const value = raw[field.name];
    if (field.kind === "yes_no") return field.label;
    if (field.kind === "counts") return `${field.label}: ${Object.entries(value).map(([word, text]) => `${labels[word] ?? word} ${text}`).join(", ")}`;
    return `${field.label}: ${[value].flat().map((word) => labels[word] ?? word).join(", ")}`;
  };
  return fields.filter((field) => raw[field.name] !== undefined).map(said);
}

function linesOf({ kind, body }) {
  const { reference, words } = app;
  if (kind === "sheet") return answersOf(reference.sheets.find((sheet) => sheet.slug === body.form)?.sites[body.site] ?? [], body.raw);
  const { items = [], forms = [] } = reference.log ?? {};
  const named = Object.entries(body.items).map(([id, units]) => `${items.find((item) => item.id === Number(id))?.label ?? id}: ${units}`);
  const sections = forms.flatMap((form) => answersOf(form.fields, body.sections[form.slug] ?? {}));
  const others = body.for_others ? [`${words.for_others}: ${body.for_others}`] : [];
  return [...named, ...sections, ...others, ...[body.note, body.at].filter(Boolean)];
}

function titleOf({ kind, body }) {
  const { reference, words } = app;
  if (kind === "sheet") return reference.sheets.find((sheet) => sheet.slug === body.form)?.title ?? body.form;
  if (body.code) return `${words.code} ${body.code}`;
  return body.count_only ? say(words.in_shift, { number: body.people }) : words.anonymous;
}

function edit(draft) {
  if (draft.event.kind === "encounter") return screens.log(draft);
  const sheet = app.reference.sheets.find((one) => one.slug === draft.event.body.form);
  return sheet ? showSheet(sheet, draft) : undefined;
}

function remove({ row }) {
  return saving(async () => {
    if (!await store.redraft(device(), row.seq, () => null)) return;
    forgetEntry(row.id);
    await screens.review();
    notify(el("div", { class: "log-saved-line" }, el("p", {}, app.words.removed),
      el("button", { class: "button button-quiet", type: "button", id: "undo", onclick: () => saving(async () => { await store.putBack(row); await screens.review(); }) }, app.words.undo)));
  });
}

function card(draft) {
  const { words, reference } = app;
  const { event } = draft;
  const time = new Date(event.made_at).toLocaleTimeString(reference.language, { hour: "2-digit", minute: "2-digit" });
  const site = reference.sites.find((one) => one.id === event.body.site)?.name ?? "";
  return el("li", { class: "draft" }, el("h2", {}, titleOf(event)), el("p", { class: "help" }, [time, site].filter(Boolean).join(" · ")),
    el("ul", {}, linesOf(event).map((line) => el("li", {}, line))),
    el("div", { class: "draft-doors" },
      el("button", { class: "button button-quiet", type: "button", onclick: () => edit(draft) }, words.change),
      el("button", { class: "button button-quiet", type: "button", onclick: () => remove(draft) }, words.remove)));
}

screens.review = async () => {
  const { words } = app;
  const drafts = await Promise.all((await store.drafts(device())).map((row) => openDraft(key, row)));
  if (app.view !== "review" || app.isLocked) return;
  const send = () => saving(async () => {
    await letGo(drafts);
    await screens.review();
    sendSoon();
  });
  frame(el("h1", {}, words.to_review),
    drafts.length ? el("ul", { class: "drafts" }, drafts.map(card)) : el("p", {}, words.nothing_to_review),
    el("div", { class: "thumb-zone" }, el("div", { id: "said", class: "log-saved", role: "status" }),
      drafts.length > 0 && el("button", { class: "button button-large", id: "let-go", type: "button", onclick: send }, say(words.send_these, { number: drafts.length }))));
};
