// Shows, while counting, how each number differs from the record. Without it the next page shows the same.

function tell(row) {
  const input = row.querySelector(".stepper-input");
  const said = row.querySelector("[data-difference]");
  const difference = Number(input.value || 0) - Number(row.dataset.expected);
  row.classList.toggle("is-different", difference !== 0);
  said.hidden = difference === 0;
  said.value = difference > 0 ? `+${difference}` : String(difference).replace("-", "−");
  return difference !== 0;
}

document.querySelectorAll("form[data-count]").forEach((form) => {
  const rows = [...form.querySelectorAll(".count-row")];
  const total = form.querySelector("[data-total]");
  const all = () => {
    const different = rows.filter(tell).length + Number(form.dataset.kept);
    total.hidden = different === 0;
    total.textContent = `(${different})`;
  };
  form.addEventListener("input", all);
  all();
});
