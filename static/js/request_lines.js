// Comfort for «Ask for goods»: the unit follows the chosen item until somebody types another one.

const form = document.querySelector("form[data-units]");
const units = form ? JSON.parse(form.dataset.units) : {};

function fill(choice) {
  const unit = form.elements[choice.name.replace("-item_id", "-unit")];
  const known = units[choice.value] ?? [];
  if (!unit || (unit.value && unit.dataset.filled !== unit.value)) return;
  unit.value = known[0] ?? "";
  unit.dataset.filled = unit.value;
}

form?.addEventListener("change", (event) => {
  if (event.target.matches("select[data-item]")) fill(event.target);
  if (event.target.matches("[name$='-unknown']") && event.target.checked) {
    form.elements[event.target.name.replace("-unknown", "-quantity")].value = "";
  }
});
