// One save at a time, said to be saved only when it is on the disk; and taking it back.

import { el } from "./draw.js";
import { say } from "./fields.js";
import { notify, recount, refreshNotes } from "./frame.js";
import { save, storageWarning } from "./queue.js";
import { sendSoon } from "./sending.js";
import { app } from "./state.js";

export async function keep(kind, body) {
  const isToReview = app.review && app.reference.review;
  return isToReview ? app.review.keep(kind, body) : save(app.identity, app.reference, kind, body);
}

// A double tap stores once. What may go wrong with the storage is said before it is tried.
export async function saving(work) {
  if (app.isSaving) return;
  app.isSaving = true;
  const button = document.getElementById("save");
  button?.setAttribute("aria-busy", "true");
  try {
    app.warning = await storageWarning();
    refreshNotes();
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

export function noteSaved(id, totals) {
  app.shift.entries.push({ id, totals });
  add(totals, 1);
}

function add(totals, sign) {
  for (const [kind, sum] of Object.entries(totals)) app.shift.totals[kind] = (app.shift.totals[kind] ?? 0) + sign * sum;
}

export function saySaved(id) {
  const time = new Date().toLocaleTimeString(app.reference.language, { hour: "2-digit", minute: "2-digit" });
  notify(el("div", { class: "log-saved-line" }, el("p", {}, say(app.words.saved, { time })),
    el("button", { class: "button button-quiet", type: "button", id: "undo", onclick: () => undo(id) }, app.words.undo)));
  navigator.vibrate?.(60);
  if (app.sound) beep();
}

function beep() {
  const sound = new AudioContext();
  const tone = sound.createOscillator();
  tone.connect(sound.destination);
  tone.onended = () => sound.close();
  tone.start();
  tone.stop(sound.currentTime + 0.08);
}

export function forgetEntry(id) {
  const entry = app.shift.entries.find((one) => one.id === id);
  if (!entry) return;
  app.shift.entries = app.shift.entries.filter((one) => one.id !== id);
  add(entry.totals, -1);
}

// What has not been sealed yet is taken away here; everything else is undone by an event of its own.
function undo(id) {
  return saving(async () => {
    if (!app.shift.entries.some((one) => one.id === id)) return;
    if (!(app.review && await app.review.discard(id))) await save(app.identity, app.reference, "undo", { target: id });
    forgetEntry(id);
    notify(el("p", { class: "message" }, app.words.undone));
  });
}
