// The screens of the app: the Log, forms that stand by themselves, this phone.

import { drawAll, el, fill, showProblems, typed } from "./draw.js";
import { problemsOf, say } from "./fields.js";
import { frame, notify, thumbZone } from "./frame.js";
import { drawLog, fillLog, hintCode, readLog, suggest } from "./log.js";
import { keep, noteSaved, saving, saySaved } from "./saving.js";
import { sendNow } from "./sending.js";
import { drawSlip, slipOf } from "./slip.js";
import { app, screens, show } from "./state.js";
import * as store from "./store.js";

const onSubmit = (form, work) => form.addEventListener("submit", (event) => { event.preventDefault(); work(); });

// `draft`, where given, is an entry that was not sent yet: shown filled in, and replaced by what is saved.
screens.log = (draft = null) => {
  if (!app.reference.log) return show("forms");
  const form = drawLog(app.reference.log, app.words);
  onSubmit(form, () => saveLog(form, draft));
  form.addEventListener("input", (event) => {
    suggest(form);
    if (event.target.name === "code") hintCode(event.target, app.reference.codes, app.words);
  });
  frame(el("h1", draft ? {} : { class: "visually-hidden" }, draft ? app.words.change_entry : app.words.log), form, thumbZone("log"));
  if (draft) fillLog(form, draft.event.body, app.reference.log);
};

function saveLog(form, draft) {
  return saving(async () => {
    const site = draft?.event.body.site ?? app.site;
    const { body, problems, totals, isEmpty } = readLog(form, app.reference, app.words, site);
    if (showProblems(form, problems)) return notify(el("p", { class: "problem" }, app.words.fix));
    if (isEmpty) return notify(el("p", { class: "message" }, app.words.nothing));
    if (draft) return changed(draft, body);
    const id = await keep("encounter", body);
    noteSaved(id, totals);
    show("log");
    saySaved(id);
  });
}

async function changed(draft, body) {
  await app.review.change(draft, body);
  show("review");
}

screens.forms = () => {
  const here = app.reference.sheets.filter((sheet) => sheet.sites[app.site]);
  const places = here.map((sheet) => el("li", {}, el("button", { class: "place", type: "button", onclick: () => showSheet(sheet) }, sheet.title)));
  frame(el("h1", {}, app.words.forms), places.length ? el("ul", { class: "places" }, places) : el("p", {}, app.words.no_forms));
};

export function showSheet(sheet, draft = null) {
  const site = draft?.event.body.site ?? app.site;
  const fields = sheet.sites[site];
  if (!fields) return show("forms");
  const form = el("form", { class: "log", id: "sheet", novalidate: true, autocomplete: "off" }, drawAll(fields, "f.", app.words));
  onSubmit(form, () => saveSheet(form, sheet, { fields, site, draft }));
  frame(el("h1", {}, sheet.title), sheet.help && el("p", { class: "help" }, sheet.help), form, thumbZone("sheet"));
  if (draft) fill(form, fields, "f.", draft.event.body.raw);
}

function saveSheet(form, sheet, { fields, site, draft }) {
  return saving(async () => {
    const raw = typed(form, fields, "f.");
    const problems = Object.fromEntries(Object.entries(problemsOf(fields, raw, app.reference.messages)).map(([name, text]) => [`f.${name}`, text]));
    if (showProblems(form, problems)) return notify(el("p", { class: "problem" }, app.words.fix));
    if (!Object.keys(raw).length) return notify(el("p", { class: "message" }, app.words.nothing));
    const body = { form: sheet.slug, site, raw };
    if (draft) return changed(draft, body);
    const id = await keep("sheet", body);
    noteSaved(id, {});
    if (sheet.slip && !raw[sheet.slip.instead]) showSlip(sheet, id);
    else showSheet(sheet);
    saySaved(id);
  });
}

function showSlip(sheet, id) {
  frame(el("div", { id: "said", class: "log-saved", role: "status" }), drawSlip(sheet.slip, slipOf(id), app.words, () => showSheet(sheet)));
}

screens.phone = () => {
  const { words, counts, reference } = app;
  const kept = counts.kept > 0 && el("p", {}, say(words.kept, { number: counts.kept, days: reference.kept_days }));
  const review = app.reviews > 0 && el("p", { class: "message message-warning" }, say(words.review, { number: app.reviews }));
  const drafts = counts.drafts > 0 && el("p", {}, say(words.drafts, { number: counts.drafts }));
  const isStale = app.outcome === "sent" && counts.unsent > 0;
  const said = app.outcome && !isStale && el("p", { class: "message", id: "outcome", "data-outcome": app.outcome }, words[app.outcome] ?? "");
  const isUnknown = app.outcome === "unknown_device";
  frame(el("h1", {}, words.phone),
    el("p", { class: "big", id: "unsent" }, counts.unsent ? say(words.waiting, { number: counts.unsent }) : words.none_waiting), drafts,
    el("p", {}, el("button", { class: "button button-large", id: "send", type: "button", onclick: () => sendNow() }, words.send_now)),
    said, isUnknown && el("p", {}, el("a", { class: "button", href: "/field/set-up/" }, words.set_up)), review, kept,
    el("h2", {}, words.totals), el("p", {}, say(words.entries, { number: app.shift.entries.length })),
    el("p", {}, app.identity.label, " · ", say(words.key, { number: reference.key.generation })),
    el("label", { class: "tick" }, el("input", { type: "checkbox", id: "sound", checked: app.sound, onchange: (event) => setSound(event.target.checked) }), el("span", {}, words.sound)),
    el("div", { class: "phone-doors" },
      app.review && el("button", { class: "button", type: "button", id: "lock", onclick: () => app.review.lock() }, words.lock),
      app.install && el("button", { class: "button", type: "button", id: "install", onclick: install }, words.install),
      el("button", { class: "button button-quiet", type: "button", onclick: () => screens.workers() }, words.other_worker),
      el("a", { class: "button button-quiet", href: "/" }, words.staff_pages)),
    isAppleUninstalled() && el("p", { class: "help" }, words.install_ios));
};

const isAppleUninstalled = () => "standalone" in navigator && !navigator.standalone;

async function install() {
  const asked = app.install;
  app.install = null;
  await asked.prompt();
  show("phone");
}

async function setSound(on) {
  app.sound = on;
  await store.keepSetting("sound", on);
}
