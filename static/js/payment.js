// A payment is divided while its amount is typed, the oldest debt first, until somebody writes into a box himself.
// Comfort only: the server proposes the same ("Repartir") and divides what is left empty.
(() => {
  const form = document.querySelector("[data-pay]");
  if (!form) return;
  const amount = form.querySelector("[data-pay-amount]");
  const boxes = [...form.querySelectorAll("[data-pay-part]")];
  const said = form.querySelector("[data-pay-said]");
  const cents = (text) => Math.round(parseFloat(String(text).replace(",", ".")) * 100) || 0;
  const first = said ? said.textContent : "";
  let own = boxes.some((box) => box.value);

  const tell = () => {
    if (!said) return;
    const left = cents(amount.value) - boxes.reduce((sum, box) => sum + cents(box.value), 0);
    if (!boxes.some((box) => box.value)) said.textContent = first;
    else if (left < 0) said.textContent = "Repartes más de lo que trae el pago.";
    else if (left > 0) said.textContent = `Sobran ${(left / 100).toFixed(2)}: quedan a su favor.`;
    else said.textContent = "Queda repartido entero.";
  };
  const divide = () => {
    let left = cents(amount.value);
    for (const box of boxes) {
      const part = Math.min(left, cents(box.dataset.payPart));
      box.value = part > 0 ? (part / 100).toFixed(2) : "";
      left -= part;
    }
  };
  amount.addEventListener("input", () => { if (!own) divide(); tell(); });
  for (const box of boxes) box.addEventListener("input", () => { own = boxes.some((each) => each.value); tell(); });
  tell();
})();
