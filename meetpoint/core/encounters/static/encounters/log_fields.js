// Helping hands between the fields: which form is worth opening, where a scanned code goes, remembered amounts.

const form = document.getElementById("log");
const code = document.getElementById("id_code");

function suggestForms() {
  const kinds = new Set();
  form.querySelectorAll("[data-kind]").forEach((row) => {
    const inputs = [...row.querySelectorAll("input")];
    if (inputs.some((input) => Number(input.value) > 0)) kinds.add(row.dataset.kind);
  });
  form.querySelectorAll(".log-part[data-kinds]").forEach((part) => {
    const fits = part.dataset.kinds.split(" ").some((kind) => kinds.has(kind));
    part.classList.toggle("is-suggested", fits && !part.open);
  });
}

function openNext(event) {
  const chosen = event.target.tagName === "SELECT" ? event.target.selectedOptions[0] : event.target;
  const next = chosen && chosen.dataset.leadsTo && document.getElementById(chosen.dataset.leadsTo);
  if (next) next.open = true;
}

function chooseWho(event) {
  if (event.target.name !== "who" || !event.target.checked) return;
  if (event.target.value === "code" && code) code.focus();
}

// A scanner types the code and presses Enter: that ends the code, not the contact.
function endCode(event) {
  if (event.key !== "Enter" || event.target !== code) return;
  event.preventDefault();
  code.blur();
  const first = form.querySelector("#log-items input");
  if (first && window.matchMedia("(hover: hover)").matches) first.focus();
}

function offerAmount(name, amount) {
  const input = form.elements[name];
  const chips = input && input.closest(".stepper") && input.closest(".stepper").querySelector(".stepper-presets");
  if (!chips || chips.querySelector(`[data-set="${amount}"]`)) return;
  chips.querySelectorAll(".is-remembered").forEach((chip) => chip.remove());
  const chip = chips.lastElementChild.cloneNode();
  chip.classList.add("is-remembered");
  chip.dataset.set = amount;
  chip.textContent = amount;
  chip.setAttribute("aria-label", chip.getAttribute("aria-label").replace(/\d+$/, amount));
  chip.addEventListener("click", () => {
    input.value = amount;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  chips.append(chip);
}

form.addEventListener("input", suggestForms);
form.addEventListener("change", openNext);
form.addEventListener("change", chooseWho);
form.addEventListener("keydown", endCode);
form.addEventListener("toggle", suggestForms, true);
document.addEventListener("log:saved", (event) => Object.entries(event.detail.amounts).forEach(([name, amount]) => offerAmount(name, amount)));
suggestForms();
