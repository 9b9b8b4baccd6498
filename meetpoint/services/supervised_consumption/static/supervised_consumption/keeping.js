// Keeps one page for when there is no network: the buttons of the response log, without a word about anybody. It is
// the same for everybody who works in this room; it goes with the session, as its name says (ui.js), and with the right.

const NAME = "meetpoint-session-room";
const { shellAddress, shellKey, worker } = document.querySelector("[data-shell-address]").dataset;

const filesOf = (text) => [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("link[href], script[src]")]
  .map((element) => element.getAttribute("href") ?? element.getAttribute("src"));

async function forget() {
  await caches.delete(NAME);
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    if (one.active?.scriptURL.endsWith(worker)) await one.unregister();
  }
}

async function keep() {
  const answer = await fetch(shellAddress, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) { await forget(); return; }
  if (!answer.ok) return;
  const files = filesOf(await answer.clone().text());
  const cache = await caches.open(NAME);
  await cache.addAll(files);
  await cache.put(shellKey, answer);
  const wanted = new Set([shellKey, ...files]);
  for (const { url } of await cache.keys()) {
    if (!wanted.has(new URL(url).pathname)) await cache.delete(url);
  }
  await navigator.serviceWorker.register(worker);
}

// Without a worker, as on an unsafe connection, the page works as long as it stays open.
if (navigator.serviceWorker && globalThis.caches) keep().catch(() => {});
