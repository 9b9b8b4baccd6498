// Everything that a browser keeps of this origin, as one text.
async () => {
  const said = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.cookie];
  for (const { name, version } of await indexedDB.databases()) {
    const db = await new Promise((done) => { const r = indexedDB.open(name, version); r.onsuccess = () => done(r.result); });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise((done) => { const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => done(r.result); });
      for (const row of rows) {
        said.push(JSON.stringify(row, (key, value) => value instanceof CryptoKey ? `key:${value.extractable}` : value));
        if (row.sealed) said.push(new TextDecoder("latin1").decode(row.sealed));
      }
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) said.push(request.url, await (await cache.match(request)).text());
  }
  return said.join("\\n");
}
