// What is wrong with the layout of the present page, as sentences; the least target is given in pixels.
(least) => {
  const wrong = [];
  const shown = (part) => part.checkVisibility() && !part.closest(".visually-hidden, .skip");
  const name = (part) => `${part.tagName.toLowerCase()}.${part.className} "${(part.textContent.trim() || part.name || "").slice(0, 40)}"`;
  const reach = document.documentElement.scrollWidth;
  if (reach > innerWidth) wrong.push(`scrolls sideways: ${reach} px of ${innerWidth}`);

  const inLine = (part) => getComputedStyle(part).display === "inline" && part.closest("p, li, dd, label, legend")?.textContent.trim() !== part.textContent.trim();
  const target = (part) => (part.labels?.[0]?.contains(part) ? part.labels[0] : part).getBoundingClientRect();
  document.querySelectorAll("a, button, select, textarea, summary, input:not([type=hidden])").forEach((part) => {
    if (!shown(part)) return;
    const { width, height } = target(part);
    const enough = part.closest("main") ? least : 24;
    const isLink = !part.matches(".button, .stepper button, .thumb-zone *") && part.matches("a, .button-link, .chart-table summary, .log-keys *");
    if (Math.min(width, height) < (isLink ? 24 : enough) - 0.5 && !inLine(part)) wrong.push(`is small: ${name(part)} ${Math.round(width)} × ${Math.round(height)} px`);
    if (part.matches("button, .button, [type=number]") && part.scrollWidth > part.clientWidth + 1) wrong.push(`is clipped: ${name(part)}`);
  });
  document.querySelectorAll("main h1, main h2, main .button, main .badge, main .stat-value").forEach((part) => {
    const box = part.getBoundingClientRect();
    if (shown(part) && !part.closest(".table-wrap, .strip") && (box.right > innerWidth + 0.5 || box.left < -0.5)) wrong.push(`is cut off: ${name(part)}`);
  });
  return [...new Set(wrong)];
}
