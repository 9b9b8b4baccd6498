// The shell without a network. VERSION, FILES and SHELL stand above, written by the server; a version is whole or absent.

const CACHE = `meetpoint-field-${VERSION}`;
let opened = null;

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })))));
});

addEventListener("activate", (event) => {
  const clear = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("meetpoint-field-") && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(clear());
});

addEventListener("message", (event) => { if (event.data === "use") skipWaiting(); });

// Only the shell's own files; staff pages and everything that is sent go to the network untouched.
addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname !== SHELL && !FILES.includes(pathname)) return;
  opened ??= caches.open(CACHE);
  event.respondWith(opened.then((cache) => cache.match(pathname)).then((kept) => kept ?? fetch(request)));
});
