// The response log without a network: a page of the room that cannot be fetched is answered by the kept one. What is
// kept, and that it goes with the session, is the page's to see to (keeping.js). Nothing else is touched.

const NAME = "meetpoint-session-room";
const SHELL = "{{ here }}shell";
const STATIC = "{{ static_root }}";
const PAGES = new RegExp("^{{ scope }}(events/)?[0-9a-f-]{36}/$");
const PATIENCE = 4000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

const kept = async (name) => (await caches.open(NAME)).match(name, { ignoreVary: true });

// Waits a little for the network: one that hangs is none for somebody who does not breathe.
async function fetched(request, isPage) {
  const answer = await Promise.race([fetch(request), new Promise((_, reject) => setTimeout(() => reject(new Error("too slow")), PATIENCE))]);
  const isGone = answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404;
  if (isPage && isGone) await caches.delete(NAME);
  if (isPage && answer.status >= 502 && answer.status <= 504) throw new Error("no server behind the door");
  return answer;
}

async function answered(request, name, isPage) {
  const there = await kept(name);
  if (!there) return fetch(request);
  try { return await fetched(request, isPage); } catch { return there; }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (origin !== location.origin) return;
  // The kept page asks whether the server is back, by the way on which the real page will be fetched.
  if (request.method === "HEAD" && PAGES.test(pathname)) event.respondWith(fetch(request));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && PAGES.test(pathname)) event.respondWith(answered(request, SHELL, true));
  else if (request.mode !== "navigate" && pathname.startsWith(STATIC)) event.respondWith(answered(request, pathname, false));
});
