// The frame around every screen: site, totals of the shift, what waits, warnings, tabs.

import { el } from "./draw.js";
import { say } from "./fields.js";
import { app, root, show } from "./state.js";
import * as store from "./store.js";

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

function updateLine() {
  return app.update && el("p", { class: "message", id: "update" }, app.words.updated, " ",
    el("button", { class: "button button-quiet", type: "button", onclick: () => app.update.postMessage("use") }, app.words.reload));
}

const warningLine = () => app.warning && el("p", { class: "message message-warning", id: "storage-warning" }, app.words[app.warning]);

export function frame(...content) {
  root.replaceChildren(
    el("header", { class: "field-top" }, siteChoice(), totalsLine(), waitingLine()),
    el("div", { id: "notes", role: "status" }, warningLine(), updateLine()),
    el("main", { id: "main", tabindex: "-1" }, content),
    el("nav", { class: "tabs" }, app.reference.log && tab("log", app.words.log), tab("forms", app.words.forms),
      app.review && tab("review", app.words.to_review), tab("phone", app.words.phone)));
}

// A screen without a frame: nobody is working yet, or not any more.
export function bare(...content) {
  root.replaceChildren(el("main", { class: "bare-card" }, content));
}

export function refreshNotes() {
  document.getElementById("notes")?.replaceChildren(...[warningLine(), updateLine()].filter(Boolean));
}

export function refreshLines() {
  if (app.isLocked) return;
  document.getElementById("waiting")?.replaceWith(waitingLine());
  document.getElementById("shift")?.replaceWith(totalsLine());
  if (app.view === "phone") show("phone");
}

// A phone that was just revoked has nobody whose entries could be counted.
export async function recount() {
  const { identity } = app;
  if (!identity) return;
  const [counts, { reviews }] = await Promise.all([store.counts(identity.device), store.state(identity.device)]);
  if (app.identity !== identity) return;
  Object.assign(app, { counts, reviews });
  refreshLines();
}

export function notify(...nodes) {
  document.getElementById("said")?.replaceChildren(...nodes);
}

export function thumbZone(formId, text = app.words.save) {
  return el("div", { class: "thumb-zone" }, el("div", { id: "said", class: "log-saved", role: "status" }),
    el("button", { class: "button button-large", id: "save", type: "submit", form: formId }, text));
}
