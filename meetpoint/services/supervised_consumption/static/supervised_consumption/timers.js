// Clocks of a board or a log. They run here between two answers of the server, on the server's clock.

let off = 0;

// Says how far this device's clock is from the server's, from any element that carries the server's.
export function setClock(root) {
  const told = Number(root?.dataset.now ?? root?.querySelector?.("[data-now]")?.dataset.now);
  if (told) off = told - Date.now();
}

export const serverNow = () => Date.now() + off;

export function asClock(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function tick(root = document) {
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
