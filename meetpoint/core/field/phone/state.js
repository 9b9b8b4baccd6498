// What the open app knows, in this page's memory only: reloading forgets it.

export const root = document.getElementById("app");

export const app = {
  words: null, identity: null, reference: null, view: "log", site: null, shift: { entries: [], totals: {} },
  warning: "", outcome: "", counts: { unsent: 0, kept: 0 }, reviews: 0, sound: false,
  isSaving: false, isLocked: false, review: null, update: null, install: null,
};

export const screens = {};

export function show(view, ...more) {
  app.view = view;
  screens[view](...more);
}
