"""Claim: on slow 4G (150 ms, 1.6 Mbit/s), processor ÷ 4, sign-in weighs < 60 kB and paints within 1.2 s.

A peer publishes 85 kB and 1.5 s; the floor, in the same run, is an empty page from the same server.
"""

import shutil

from playwright.sync_api import Browser, sync_playwright

from benchmarks.installation import installation, serving
from benchmarks.table import percentile, show

PEER_KB, PEER_SECONDS = 85, 1.5
LARGEST = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(null), 3000);
})"""


def main() -> None:
    """Measure nine cold visits each."""
    with installation(encounters=500) as made, serving(made) as server, sync_playwright() as play:
        where = shutil.which("chromium") or shutil.which("google-chrome")
        if where is None:
            raise SystemExit("No Chromium found: apt-get install chromium")
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = play.chromium.launch(executable_path=where, args=arguments)
        visits = [_visit(browser, f"{server.url}/account/sign-in") for _turn in range(9)]
        nothing = [_visit(browser, f"{server.url}/robots.txt")[1] for _turn in range(5)]
        browser.close()
    weight = max(kb for kb, _seconds in visits)
    seconds = percentile([seconds for _kb, seconds in visits], 0.5)
    floor = percentile(nothing, 0.5)
    show(
        "The sign-in page on slow 4G, processor ÷ 4, cold cache",
        ["what", "kB on the wire", "largest paint s", "beside the peer", "times an empty page"],
        [
            [
                "sign-in",
                f"{weight:.1f}",
                f"{seconds:.2f}",
                f"{weight / PEER_KB:.2f} of its weight, {seconds / PEER_SECONDS:.2f} of its time",
                f"{seconds / floor:.1f}",
            ]
        ],
    )


def _visit(browser: Browser, url: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    weight = 0.0

    def received(event: dict[str, float]) -> None:
        nonlocal weight
        weight += event["encodedDataLength"]

    tools.on("Network.loadingFinished", received)
    tools.send("Network.enable")
    rate = 1.6 * 1024 * 1024 / 8
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(url, wait_until="networkidle")
    painted = page.evaluate(LARGEST)
    context.close()
    return weight / 1024, (painted or 0.0) / 1000


if __name__ == "__main__":
    main()
