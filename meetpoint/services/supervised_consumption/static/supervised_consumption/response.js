// The response log: each tap is kept at once, shown at once, and sent when it can be. Nothing here waits for the
// network, and nothing asks a question. Without this script each tap is a form of its own.

import * as queue from "./queue.js";
import { asClock, serverNow, setClock, tick } from "./timers.js";

const EVERY = 400;
const page = document.getElementById("log");
const panel = document.getElementById("panel");
const place = page ?? panel;
const box = place?.querySelector("#queue");
const NOBODY = "00000000-0000-0000-0000-000000000000";
let current = page ? { event: page.dataset.event, began: Number(document.querySelector("[data-since]")?.dataset.since) || Date.now() } : null;
let tag = "";
let sending = false;
let signedOut = false;

// --- what is tapped -----------------------------------------------------------------------------------------

function tapFrom(form, submitter) {
  const said = new FormData(form, submitter);
  const [mg, route] = String(said.get("dose") ?? "").split(" ");
  const type = said.get("type") || "step";
  const id = queue.uuid7();
  const tap = { id, uid: said.get("uid") || id, event: form.dataset.event || current.event, type, at: new Date().toISOString(), room: place.dataset.taps, label: submitter?.textContent.trim() ?? "" };
  if (current?.event === tap.event) Object.assign(tap, { station: current.station ?? "", visit: current.visit ?? "" });
  tap.kind = mg ? "naloxone" : said.get("kind") ?? "";
  tap.naloxone_mg = said.get("naloxone_mg") || mg || "";
  tap.naloxone_route = said.get("naloxone_route") || route || "";
  return tap;
}

function tapped(event) {
  const form = event.target.closest("form[data-log], form[data-begin]");
  if (!form || !place) return;
  event.preventDefault();
  if ("begin" in form.dataset) { begin(form); return; }
  const tap = tapFrom(form, event.submitter);
  queue.add(tap);
  flash(event.submitter);
  show();
  send().then(() => { if ("ends" in form.dataset && !queue.all().length) location.reload(); });
}

function flash(button) {
  if (!button) return;
  button.classList.add("is-tapped");
  setTimeout(() => button.classList.remove("is-tapped"), 250);
  navigator.vibrate?.(30);
}

// An emergency begins here and now, whatever the network does.
function begin(form) {
  const id = queue.uuid7();
  const { station = "", visit = "" } = form.dataset;
  current = { event: id, station, visit, began: serverNow() };
  queue.add({ id, uid: id, event: id, type: "begin", at: new Date().toISOString(), station, visit, room: panel.dataset.taps, label: "" });
  tag = "";
  const where = panel.querySelector("[data-where]");
  where.textContent = station ? where.dataset.where.replace("{n}", station) : where.dataset.elsewhere;
  panel.querySelector("[data-steps-here]").replaceChildren();
  panel.querySelector("[data-open]").hidden = true;
  panel.hidden = false;
  panel.querySelector(".sc-tap").focus({ preventScroll: true });
  show();
  send();
}

// --- sending ------------------------------------------------------------------------------------------------

async function send() {
  if (sending || !place) return;
  const taps = queue.all();
  if (!taps.length) { show(); return; }
  sending = true;
  try {
    const there = taps[0].room;
    const batch = taps.filter((tap) => tap.room === there).slice(0, 200);
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(there, {
      method: "POST", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(8000),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sent_at: new Date().toISOString(), taps: batch }),
    });
    signedOut = answer.type === "opaqueredirect" || answer.status === 403;
    if (answer.ok) {
      const { taken, unreadable } = await answer.json();
      queue.forget([...taken, ...unreadable]);
      window.dispatchEvent(new Event("meetpoint:news"));
      await look();
    }
  } catch { /* no network: kept, and sent again below */ }
  sending = false;
  show();
}

// --- showing ------------------------------------------------------------------------------------------------

async function look() {
  if (!current) return;
  const address = place.dataset.steps.replace(NOBODY, current.event);
  const answer = await fetch(address, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(4000) });
  if (!answer.ok) return;
  if (document.activeElement?.closest(".sc-amend")) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("steps");
  if (!fresh) return;
  tag = answer.headers.get("ETag");
  const old = document.getElementById("steps");
  if (old) old.replaceWith(document.adoptNode(fresh));
  else panel.querySelector("[data-steps-here]").replaceChildren(document.adoptNode(fresh));
  if (panel) {
    const open = panel.querySelector("[data-open]");
    open.href = panel.dataset.page.replace(NOBODY, current.event);
    open.hidden = false;
  }
}

function show() {
  if (!box) return;
  const unsent = queue.all();
  const said = box.querySelector(".sc-queue-said");
  said.hidden = !unsent.length;
  said.textContent = signedOut ? box.dataset.signin : box.dataset.waiting.replace("{n}", unsent.length);
  const rows = unsent.filter((tap) => tap.event === current?.event && tap.label).reverse().map((tap) => {
    const row = document.createElement("li");
    row.className = "sc-step";
    const at = document.createElement("span");
    at.className = "sc-at";
    at.textContent = asClock(new Date(tap.at).getTime() - (current.began - (serverNow() - Date.now())));
    const what = document.createElement("span");
    what.className = "sc-what";
    what.textContent = tap.label;
    row.append(at, what);
    return row;
  });
  box.querySelector(".sc-unsent").replaceChildren(...rows);
}

function runClock() {
  const clock = panel?.querySelector("[data-panel-clock]");
  if (clock && current && !panel.hidden) clock.textContent = asClock(serverNow() - current.began);
  if (page) tick();
}

async function follow() {
  if (page || (panel && !panel.hidden)) {
    try { await look(); } catch { /* no network */ }
  }
  setTimeout(follow, document.hidden ? 4 * EVERY : EVERY);
}

if (place) {
  document.addEventListener("submit", tapped);
  panel?.querySelector("[data-fold]").addEventListener("click", () => { panel.hidden = true; });
  window.addEventListener("online", send);
  if (page) setClock(document);
  queue.load().then(send);
  setInterval(send, 2000);
  setInterval(runClock, 500);
  follow();
}
