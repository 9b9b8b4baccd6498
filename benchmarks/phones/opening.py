"""Claim: offline, with the processor ÷ 4, the app is usable within 1 s and an entry is saved within 50 ms.

Both in Chromium, as a phone that was set up, its service worker stopped before each opening, so that starting
it counts. The floor of opening is one file without scripts from the same worker's cache; the floor of saving
is storing 600 random bytes in the same database, without sealing.
"""

import json
import shutil
import time

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.installation import Installation, Server, installation, serving
from benchmarks.table import percentile, show

SLOWED, OPENINGS, SAVES = 4, 9, 40
USABLE = "() => performance.getEntriesByName('meetpoint-ready')[0].startTime"
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
LOADED = "() => performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart"
SAVING = """async ([version, times]) => {
  const { save } = await import(`/field/files/${version}/queue.js`);
  const store = await import(`/field/files/${version}/store.js`);
  const [identity] = await store.identities();
  const reference = await store.reference(identity.device);
  const body = { site: reference.sites[0].id, items: { 1: 20, 2: 1 }, sections: {} };
  const took = { sealed: [], plain: [] };
  for (let turn = 0; turn < times; turn += 1) {
    let began = performance.now();
    await save(identity, reference, "encounter", body);
    took.sealed.push(performance.now() - began);
    began = performance.now();
    const sealed = crypto.getRandomValues(new Uint8Array(600));
    await store.append(identity.device, { id: crypto.randomUUID(), key: 1, sealed });
    took.plain.push(performance.now() - began);
  }
  return took;
}"""


def main() -> None:
    """Set a phone up against a demo, cut the network, open it nine times and save forty entries."""
    with installation(encounters=500) as made, serving(made) as server, sync_playwright() as play:
        where = shutil.which("chromium") or shutil.which("google-chrome")
        if where is None:
            raise SystemExit("No Chromium found: apt-get install chromium")
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=where, args=arguments)
        page = _phone(browser, made, server)
        page.context.set_offline(True)
        tools = page.context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        opened = [_open(page, tools, server) for _turn in range(OPENINGS)]
        version = page.get_attribute("#app", "data-version")
        took = page.evaluate(SAVING, [version, SAVES])
        floor = [
            _file(page, tools, f"{server.url}/field/files/{version}/mark.svg") for _turn in range(OPENINGS)
        ]
        browser.close()
    usable, painted, least = (percentile(values, 0.5) for values in (*zip(*opened, strict=True), floor))
    show(
        f"Opening offline, processor ÷ {SLOWED}, worker stopped before: median of {OPENINGS}",
        ["first paint, ms", "usable, ms", "slowest, ms", "one file alone, ms", "ratio"],
        [
            [
                round(painted),
                round(usable),
                round(max(u for u, _p in opened)),
                round(least),
                f"{usable / least:.1f}",
            ]
        ],
    )
    sealed, plain = took["sealed"], took["plain"]
    show(
        f"Saving an entry offline, processor ÷ {SLOWED}: {SAVES} saves",
        ["median, ms", "95 %, ms", "longest, ms", "storing alone, median, ms", "ratio"],
        [
            [
                *(
                    f"{value:.0f}"
                    for value in (percentile(sealed, 0.5), percentile(sealed, 0.95), max(sealed))
                ),
                f"{percentile(plain, 0.5):.0f}",
                f"{percentile(sealed, 0.5) / percentile(plain, 0.5):.1f}",
            ]
        ],
    )


def _phone(browser: Browser, made: Installation, server: Server) -> Page:
    cookie = json.loads(made.python("benchmarks.inside.sessions", "1"))["cookies"][0]
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=server.url)
    context.add_cookies([{"name": "meetpoint", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.goto("/field/set-up/")
    page.click("button.button-large")
    page.wait_for_selector("#app[data-ready]")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.reload()
    page.wait_for_selector("#app[data-ready]")
    return page


def _open(page: Page, tools: CDPSession, server: Server) -> tuple[float, float]:
    _leave(page, tools)
    page.goto(f"{server.url}/field/")
    page.wait_for_selector("#app[data-ready]")
    time.sleep(0.5)
    return page.evaluate(USABLE), page.evaluate(PAINTED)


def _file(page: Page, tools: CDPSession, address: str) -> float:
    _leave(page, tools)
    page.goto(address)
    return float(page.evaluate(LOADED))


def _leave(page: Page, tools: CDPSession) -> None:
    page.goto("about:blank")
    tools.send("ServiceWorker.enable")
    tools.send("ServiceWorker.stopAllWorkers")
    time.sleep(0.3)


if __name__ == "__main__":
    main()
