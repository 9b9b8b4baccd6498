// Keeps a board true: asks every 350 ms whether something is new, and draws what the server drew. Without this
// script the page loads itself again every five seconds.

import { setClock, tick } from "./timers.js";

const EVERY = 350;
const SLOWEST = 5000;
const SILENT_AFTER = 3000;
const address = location.pathname.replace(/wall\/$/, "") + "tiles/" + (location.pathname.endsWith("wall/") ? "?wall=1" : "");
const silent = document.getElementById("silent");
let tag = document.getElementById("board").dataset.tag;
let heard = Date.now();
let pause = EVERY;
let pressed = false;
let timer = null;
let asking = false;

// Draws the answer, unless a finger is on the board: a button must not vanish under it.
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
  const stop = AbortSignal.timeout(4000);
  const answer = await fetch(address, { headers: { "If-None-Match": tag }, cache: "no-store", credentials: "same-origin", redirect: "manual", signal: stop });
  if (answer.status === 304) return true;
  if (answer.type === "opaqueredirect") { location.reload(); return true; }
  if (!answer.ok) return false;
  const text = await answer.text();
  if (pressed) return true;
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
setClock(document.getElementById("board"));
tick();
setInterval(tick, 1000);
timer = setTimeout(round, EVERY);
