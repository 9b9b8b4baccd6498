// The room's pages: clocks, the board, the queue of taps, the response log. Without this script every page works by
// loading itself again, and every tap is a form of its own.

const EVERY = 300;
const SLOWEST = 5000;
const SILENT_AFTER = 3000;

// --- clocks: they run here between two answers of the server, on the server's clock ---------------------------

let off = 0;

// Says how far this device's clock is from the server's, from any element that carries the server's.
function setClock(root) {
  const told = Number(root?.dataset?.now ?? root?.querySelector?.("[data-now]")?.dataset.now);
  if (told) off = told - Date.now();
}

const serverNow = () => Date.now() + off;

function asClock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick(root = document) {
  const now = serverNow();
  const words = root.querySelector("#board")?.dataset ?? {};
  for (const element of root.querySelectorAll("[data-since]")) {
    const passed = now - Number(element.dataset.since);
    if ("seconds" in element.dataset) say(element, asClock(passed));
    else if (words.minutes) say(element, words.minutes.replace("{n}", Math.max(0, Math.floor(passed / 60000))));
  }
  for (const element of root.querySelectorAll("[data-looked]")) {
    const minutes = Math.max(0, Math.floor((now - Number(element.dataset.looked)) / 60000));
    say(element.querySelector("span"), words.ago.replace("{n}", minutes));
  }
  for (const element of root.querySelectorAll("[data-due]")) {
    const left = Number(element.dataset.due) - now;
    element.classList.toggle("is-due", left <= 0);
    const text = left > 0 ? words.dueIn.replace("{n}", Math.ceil(left / 60000)) : words.overdue.replace("{n}", Math.floor(-left / 60000));
    say(element.querySelector("span"), text);
  }
}

// --- the board: asks every 300 ms whether something is new, and draws what the server drew --------------------

function followBoard() {
  const here = location.pathname.replace(/wall\/$/, "");
  const address = `${here}tiles/${location.pathname.endsWith("wall/") ? "?wall=1" : ""}`;
  const silent = document.getElementById("silent");
  let tag = document.getElementById("board").dataset.tag;
  let heard = Date.now();
  let pause = EVERY;
  let pressed = false;
  let timer = null;
  let asking = false;

  function draw(text) {
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("board");
    if (!fresh) return false;
    const focused = document.activeElement?.id;
    document.getElementById("board").replaceWith(document.adoptNode(fresh));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    setClock(fresh);
    tick();
    return true;
  }

  async function ask() {
    const answer = await fetch(address, { headers: { "If-None-Match": tag, "X-Requested-With": "fetch" }, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(4000) });
    if (answer.status === 304) return true;
    if (answer.type === "opaqueredirect") { location.reload(); return true; }
    if (!answer.ok) return false;
    const text = await answer.text();
    if (pressed) return true; // a button must not vanish under a finger: asked again at once
    if (!draw(text)) return false;
    tag = answer.headers.get("ETag");
    return true;
  }

  async function round() {
    clearTimeout(timer);
    if (asking) return;
    asking = true;
    let good = false;
    try { good = await ask(); } catch { /* the network is away: asked again below */ }
    asking = false;
    if (good) heard = Date.now();
    pause = good ? EVERY : Math.min(pause * 1.6, SLOWEST);
    silent.hidden = Date.now() - heard < SILENT_AFTER;
    timer = setTimeout(round, document.hidden ? 4 * EVERY : pause);
  }

  // One tap on “Looked” needs no new page.
  async function quick(event) {
    const form = event.target.closest("form[data-quick]");
    if (!form) return;
    event.preventDefault();
    event.submitter.disabled = true;
    try {
      await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual" });
    } catch { silent.hidden = false; event.submitter.disabled = false; }
    round();
  }

  document.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest("#board button, #board a")); });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, () => setTimeout(() => { pressed = false; }, 60));
  document.addEventListener("submit", quick);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) round(); });
  window.addEventListener("online", round);
  window.addEventListener("meetpoint:news", round);
  timer = setTimeout(round, EVERY);
}

// --- the queue ------------------------------------------------------------------------------------------------
// What was tapped and is not stored on the server yet: in memory, and sealed on this device, so that a reload or a
// crash loses nothing. The key stays inside the browser and cannot be read out of it. Taps hold no name and no code.

const STORE = "meetpoint-room";
const waiting = new Map();
let storage = null;

const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function openStore() {
  storage ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(STORE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys");
      asked.result.createObjectStore("taps", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return storage;
}

async function secret(db) {
  const known = await settled(db.transaction("keys").objectStore("keys").get("seal"));
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const store = db.transaction("keys", "readwrite").objectStore("keys");
  await settled(store.add(made, "seal")).catch(() => {});
  return settled(db.transaction("keys").objectStore("keys").get("seal"));
}

async function keepTap(tap) {
  const db = await openStore();
  const key = await secret(db);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(tap)));
  // Stored while this was being sealed: it must not come back.
  if (waiting.has(tap.id)) await settled(db.transaction("taps", "readwrite").objectStore("taps").put({ id: tap.id, iv, sealed }));
}

// Brings back what an earlier page could not send. A device without storage works from memory alone.
async function loadTaps() {
  try {
    const db = await openStore();
    const key = await secret(db);
    for (const { id, iv, sealed } of await settled(db.transaction("taps").objectStore("taps").getAll())) {
      try {
        const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
        if (!waiting.has(id)) waiting.set(id, JSON.parse(new TextDecoder().decode(plain)));
      } catch { /* sealed under a key that is gone */ }
    }
  } catch { /* no storage here */ }
}

function addTap(tap) {
  waiting.set(tap.id, tap);
  keepTap(tap).catch(() => {});
}

function forgetTaps(ids) {
  for (const id of ids) waiting.delete(id);
  openStore().then((db) => {
    const store = db.transaction("taps", "readwrite").objectStore("taps");
    for (const id of ids) store.delete(id);
  }).catch(() => {});
}

// In the order of their making: identifiers of version 7 sort by time.
const allTaps = () => [...waiting.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

let lastMade = 0;

// UUID version 7 (RFC 9562 section 5.7); never earlier than the one before, so that order holds within a page.
function uuid7() {
  lastMade = Math.max(Date.now(), lastMade + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 5, rest = lastMade; i >= 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// --- the response log: each tap is kept at once, shown at once, and sent when it can be; nothing asks a question ---

const page = document.getElementById("log");
const panel = document.getElementById("panel");
const place = page ?? panel;
const isShell = Boolean(panel && "shell" in panel.dataset); // the page that this device keeps for when there is no network
const box = place?.querySelector("#queue");
const NOBODY = "00000000-0000-0000-0000-000000000000";
const NOW = "meetpoint-session-room";
let current = page ? { event: page.dataset.event, began: Number(document.querySelector("[data-since]")?.dataset.since) || Date.now() } : null;
let tag = "";
let sending = false;
let hasMore = false; // something was tapped while the taps before it were being sent
let signedOut = false;

// Which emergency this tab is in, and since when on this device's clock: all that a reload has to know.
function remember() {
  if (current) sessionStorage.setItem(NOW, JSON.stringify({ event: current.event, station: current.station ?? "", began: current.began - off }));
  else sessionStorage.removeItem(NOW);
}

function recall() {
  const known = JSON.parse(sessionStorage.getItem(NOW) ?? "null");
  const named = /\/events\/([0-9a-f-]{36})\//.exec(location.pathname)?.[1];
  const unsent = allTaps().filter((tap) => tap.event === (named ?? known?.event));
  if (!isShell && !unsent.length) return null;
  if (known && (!named || known.event === named)) return { ...known, began: known.began + off };
  return named && isShell ? { event: named, station: "", began: unsent.length ? new Date(unsent[0].at).getTime() : Date.now() } : null;
}

// --- what is tapped -----------------------------------------------------------------------------------------

function tapFrom(form, submitter) {
  const said = new FormData(form, submitter);
  const [mg, route] = String(said.get("dose") ?? "").split(" ");
  const type = said.get("type") || "step";
  const id = uuid7();
  const tap = { id, uid: said.get("uid") || id, event: form.dataset.event || current.event, type, at: new Date().toISOString(), room: place.dataset.taps, label: submitter?.textContent.trim() ?? "" };
  if (current?.event === tap.event) Object.assign(tap, { station: current.station ?? "", visit: current.visit ?? "" });
  tap.kind = mg ? "naloxone" : said.get("kind") ?? "";
  tap.naloxone_mg = said.get("naloxone_mg") || mg || "";
  tap.naloxone_route = said.get("naloxone_route") || route || "";
  tap.lot = said.get("lot") ?? "";
  return tap;
}

function tapped(event) {
  const form = event.target.closest("form[data-log], form[data-begin]");
  if (!form || !place) return;
  event.preventDefault();
  if ("begin" in form.dataset) { begin(form); return; }
  const tap = tapFrom(form, event.submitter);
  addTap(tap);
  flash(event.submitter);
  show();
  send();
}

function flash(button) {
  if (!button) return;
  button.classList.add("is-tapped");
  setTimeout(() => button.classList.remove("is-tapped"), 250);
  navigator.vibrate?.(30);
}

// An emergency begins here and now, whatever the network does.
function begin(form) {
  const id = uuid7();
  const { station = "", visit = "" } = form.dataset;
  current = { event: id, station, visit, began: serverNow() };
  addTap({ id, uid: id, event: id, type: "begin", at: new Date().toISOString(), station, visit, room: panel.dataset.taps, label: "" });
  tag = "";
  openPanel();
  send();
}

function openPanel() {
  const { station } = current;
  const where = panel.querySelector("[data-where]");
  where.textContent = station ? where.dataset.where.replace("{n}", station) : where.dataset.elsewhere;
  panel.querySelector("[data-steps-here]").replaceChildren();
  panel.querySelector("[data-open]").hidden = true;
  panel.hidden = false;
  panel.querySelector(".sc-tap").focus({ preventScroll: true });
  remember();
  show();
}

function fold() {
  panel.hidden = true;
  current = null;
  remember();
}

// --- sending ------------------------------------------------------------------------------------------------

async function send() {
  if (!place) return;
  if (isShell) { await goBack(); return; }
  hasMore = sending;
  if (sending) return;
  sending = true;
  do {
    hasMore = false;
    for (const there of new Set(allTaps().map((tap) => tap.room))) await sendTo(there);
  } while (hasMore);
  sending = false;
  show();
}

// The kept page sends nothing itself: as soon as the server answers, the real page takes its place, and sends.
async function goBack() {
  show();
  try {
    const answer = await fetch(location.pathname, { method: "HEAD", credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (answer.type === "opaqueredirect" || answer.status < 500) location.reload();
  } catch { /* still no network */ }
}

async function sendTo(there) {
  const batch = allTaps().filter((tap) => tap.room === there).slice(0, 200);
  try {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(there, {
      method: "POST", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(8000),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sent_at: new Date().toISOString(), taps: batch }),
    });
    signedOut = answer.type === "opaqueredirect" || answer.status === 403;
    if (answer.ok) {
      const { taken, unreadable } = await answer.json();
      forgetTaps([...taken, ...unreadable]);
      if (page && batch.some((tap) => tap.type === "end" && tap.event === current.event && taken.includes(tap.id))) location.reload();
      window.dispatchEvent(new Event("meetpoint:news"));
      await look();
    }
  } catch { /* no network: kept, and sent again below */ }
}

// --- showing ------------------------------------------------------------------------------------------------

async function look() {
  if (!current) return;
  const address = place.dataset.steps.replace(NOBODY, current.event);
  const answer = await fetch(address, { headers: { "X-Requested-With": "fetch", ...(tag && { "If-None-Match": tag }) }, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(4000) });
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
  const unsent = allTaps();
  const said = box.querySelector(".sc-queue-said");
  said.hidden = !unsent.length;
  said.textContent = signedOut ? box.dataset.signin : box.dataset.waiting.replace("{n}", unsent.length);
  const undone = new Set(unsent.filter((tap) => tap.type === "undo").map((tap) => tap.uid));
  const rows = unsent.filter((tap) => tap.event === current?.event && tap.label && !undone.has(tap.uid)).reverse().map((tap) => {
    const row = document.createElement("li");
    row.className = "sc-step";
    const at = document.createElement("span");
    at.className = "sc-at";
    at.textContent = asClock(new Date(tap.at).getTime() - (current.began - (serverNow() - Date.now())));
    const what = document.createElement("span");
    what.className = "sc-what";
    what.textContent = tap.label;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "button-link";
    undo.textContent = box.dataset.undo;
    undo.addEventListener("click", () => { addTap({ ...tap, id: uuid7(), type: "undo", label: "" }); show(); send(); });
    row.append(at, what, ...(tap.type === "step" ? [undo] : []));
    return row;
  });
  box.querySelector(".sc-unsent").replaceChildren(...rows);
}

function runClock() {
  const clock = panel?.querySelector("[data-panel-clock]");
  if (clock && current && !panel.hidden) clock.textContent = asClock(serverNow() - current.began);
}

async function follow() {
  if (isShell) return;
  if (page || (panel && !panel.hidden)) {
    try { await look(); } catch { /* no network */ }
  }
  setTimeout(follow, document.hidden ? 4 * EVERY : EVERY);
}

if (place) {
  document.addEventListener("submit", tapped);
  panel?.querySelector("[data-fold]").addEventListener("click", fold);
  window.addEventListener("online", send);
  if (page) remember();
  loadTaps().then(() => {
    current ??= recall();
    if (current && panel) openPanel();
    if (!isShell) send();
  });
  setInterval(send, 2000);
  setInterval(runClock, 500);
  follow();
}

setClock(document);
tick();
setInterval(tick, 1000);
if (document.getElementById("board")) followBoard();
