// Small comforts for every staff page. Nothing here is needed to use a page: without it, forms and links still work.

function closeMenus(except) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

function closeOnEscape(event) {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
}

// Fold the filters of a list only where there is little room; without this script they are a plain <details>.
function unfoldFilters() {
  if (!window.matchMedia("(min-width: 37.5em)").matches) return;
  document.querySelectorAll("details[data-filters]").forEach((fold) => {
    fold.open = true;
    fold.classList.add("is-unfolded");
  });
}

// The places on a desk may be more than fit: show the one that the reader is on.
function showPlace() {
  const nav = document.querySelector(".nav");
  const here = nav?.querySelector('[aria-current="page"]');
  if (!here || nav.scrollHeight <= nav.clientHeight) return;
  const below = here.getBoundingClientRect().bottom - nav.getBoundingClientRect().bottom;
  if (below > 0) nav.scrollTop += below + here.offsetHeight;
}

function offerPrinting() {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

// What a service keeps on this device for whoever is signed in bears "meetpoint-session" in its name: it goes with them.
async function clearSession() {
  const mine = (name) => name.includes("meetpoint-session");
  Object.keys(sessionStorage).filter(mine).forEach((name) => sessionStorage.removeItem(name));
  const kept = globalThis.caches ? (await caches.keys()).filter(mine) : [];
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all([...kept.map((name) => caches.delete(name)), ...workers.filter((one) => mine(one.active?.scriptURL ?? "")).map((one) => one.unregister())]);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-signs-out]")) return;
  event.preventDefault();
  const late = new Promise((resolve) => setTimeout(resolve, 1500));
  Promise.race([clearSession(), late]).catch(() => {}).then(() => event.target.submit());
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
document.addEventListener("keydown", closeOnEscape);
unfoldFilters();
offerPrinting();
showPlace();
