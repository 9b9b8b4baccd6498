// The shift's totals, moved on by what was just saved or undone, so that nothing has to be counted again.

const totals = document.getElementById("log-totals");
// Spanish as in the United States: comma thousands, as the server writes them.
const language = document.documentElement.lang;
const numbers = new Intl.NumberFormat(language === "es" ? "es-US" : language);

function add(changes, sign) {
  Object.entries(changes || {}).forEach(([kind, amount]) => {
    totals.querySelectorAll(`[data-total="${CSS.escape(kind)}"]`).forEach((place) => {
      const before = Number(place.dataset.amount ?? place.textContent.replace(/\D/g, ""));
      place.dataset.amount = before + sign * amount;
      place.textContent = numbers.format(place.dataset.amount);
    });
  });
}

document.addEventListener("log:saved", (event) => add(event.detail.totals, 1));
document.addEventListener("log:undone", (event) => add(event.detail.totals, -1));
