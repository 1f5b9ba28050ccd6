// Rows of products: money while typing, rows added, removed and moved. The server computes the truth; here it is shown.
// Amounts are whole numbers (BigInt) in ten-thousandths and the like, so that no cent is lost to floating point.
(() => {
  const box = document.querySelector('[data-lines]');
  if (!box) return;
  const rowsBox = box.querySelector('[data-line-rows]');
  const blank = box.querySelector('[data-line-template]');
  const total = box.querySelector(`[name="${box.dataset.prefix}-TOTAL_FORMS"]`);
  const { decimal, thousands, symbol, symbolAfter, tax: houseTax, facts: factsUrl } = box.dataset;
  let made = 0;

  const rows = () => [...rowsBox.querySelectorAll('[data-line]')];
  const cell = (row, name) => row.querySelector(`[data-cell="${name}"]`);
  const typed = (row, name) => cell(row, name)?.value ?? '';  // a short row has no discount, tax or detail

  // "1,250.5" as a whole number of 10^-places; null where it is none.
  function read(text, places) {
    let plain = text.replace(/[\s\u00a0]/g, '').replace('−', '-');
    if (!plain) return null;
    const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
    if (last >= 0) {
      const mark = plain[last];
      const grouped = mark === thousands && new RegExp(`^-?\\d{1,3}(\\${mark}\\d{3})+$`).test(plain);
      plain = grouped ? plain.replace(/[.,]/g, '') : `${plain.slice(0, last).replace(/[.,]/g, '')}.${plain.slice(last + 1)}`;
    }
    if (!/^-?\d*\.?\d*$/.test(plain) || !/\d/.test(plain)) return null;
    const [whole, rest = ''] = plain.split('.');
    if (rest.length > places) return null;
    return BigInt(`${whole === '' || whole === '-' ? `${whole}0` : whole}${rest.padEnd(places, '0')}`);
  }

  const halfUp = (value, by) => (value * 2n + by) / (by * 2n);

  function money(cents) {
    const sign = cents < 0n ? '−' : '';
    const digits = `${cents < 0n ? -cents : cents}`.padStart(3, '0');
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
    const text = `${whole}${decimal}${digits.slice(-2)}`;
    return symbolAfter ? `${sign}${text}\u00a0${symbol}` : `${sign}${symbol}\u00a0${text}`;
  }

  function figures(row) {
    if (!cell(row, 'product').value.trim()) return null;
    const quantity = read(cell(row, 'quantity').value || '1', 3);
    const price = read(cell(row, 'unit_price').value || row.dataset.price || '', 4);
    const off = read(typed(row, 'discount_percent') || '0', 2);
    const rate = read(typed(row, 'tax_rate') || row.dataset.tax || houseTax, 2);
    if ([quantity, price, off, rate].includes(null) || quantity <= 0n || price < 0n) return null;
    if (off < 0n || off > 10000n || rate < 0n || rate > 10000n) return null;
    const sum = halfUp(quantity * price * (10000n - off), 1000000000n);
    return { sum, tax: halfUp(sum * rate, 10000n), gross: halfUp(quantity * price, 100000n), quantity };
  }

  function beside(row, found) {
    const place = row.querySelector('[data-line-beside]');
    if (!row.dataset.known) return;
    const parts = [];
    if (row.dataset.available) {
      const span = document.createElement('span');
      span.textContent = `Disponible ${row.dataset.available}`;
      const free = read(row.dataset.available, 3);
      if (found && free !== null && found.quantity > free) span.className = 'warn';
      parts.push(span);
    }
    if (row.dataset.cost && found) {
      const cost = halfUp(found.quantity * read(row.dataset.cost, 4), 100000n);
      parts.push(Object.assign(document.createElement('span'), { textContent: `Margen ${money(found.sum - cost)}` }));
    }
    const today = read(row.dataset.price || '', 4);
    const asked = read(cell(row, 'unit_price').value, 4);
    if (today && asked !== null && today !== asked) {
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn-link' });
      button.dataset.today = row.dataset.price;
      button.textContent = `Hoy ${money(halfUp(today, 100n))}`;
      parts.push(button);
    }
    place.replaceChildren(...parts);
  }

  function count() {
    let sum = 0n, tax = 0n, off = 0n;
    rows().forEach((row) => {
      const found = figures(row);
      row.querySelector('[data-line-total]').textContent = found ? money(found.sum) : '';
      const price = cell(row, 'unit_price').value.trim();
      const zero = price !== '' && read(price, 4) === 0n;
      const gone = price === '' && cell(row, 'product').value.trim() !== '' && row.dataset.known && !Number(row.dataset.price.replace(',', '.'));
      row.classList.toggle('is-zero', zero || Boolean(gone) || Boolean(cell(row, 'free')?.checked) || cell(row, 'unit_price').matches('.is-invalid'));
      beside(row, found);
      if (!found) return;
      sum += found.sum; tax += found.tax; off += found.gross - found.sum;
    });
    const show = { total: sum, tax, all: sum + tax, discount: off };
    Object.entries(show).forEach(([name, value]) => {
      const place = box.querySelector(`[data-sum="${name}"]`);
      if (place) place.textContent = money(value);
    });
    const less = box.querySelector('[data-sum-row="discount"]');
    if (less) less.hidden = off <= 0n;
  }

  // Names, ids and labels follow the order on the page, so that the server reads the rows as they stand.
  function renumber() {
    rows().forEach((row, index) => {
      const swap = (text) => text.replace(new RegExp(`(${box.dataset.prefix}-)(\\d+|__prefix__)(-)`, 'g'), `$1${index}$3`);
      row.querySelectorAll('[name], [id], [for], [aria-describedby]').forEach((part) => {
        ['name', 'id', 'for', 'aria-describedby'].forEach((name) => {
          if (part.hasAttribute(name) && !part.matches('datalist')) part.setAttribute(name, swap(part.getAttribute(name)));
        });
      });
      row.setAttribute('aria-label', `Línea ${index + 1}`);
      row.querySelectorAll('.btn-line').forEach((button) => {
        button.value = button.value.replace(/\d*$/, index + 1);
        button.setAttribute('aria-label', button.getAttribute('aria-label').replace(/\d*$/, index + 1));
      });
    });
    total.value = rows().length;
  }

  function add(focus = true) {
    rowsBox.append(blank.content.cloneNode(true));
    const row = rows().at(-1);
    made += 1;
    renumber();
    prepare(cell(row, 'product'), `n${made}`);
    if (focus) cell(row, 'product').focus();
    return row;
  }

  function remove(row) {
    const all = rows();
    const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
    row.remove();
    if (next) { renumber(); cell(next, 'product').focus(); } else add();
    count();
  }

  function move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const held = document.activeElement;
    if (step < 0) other.before(row); else other.after(row);
    renumber();
    if (row.contains(held)) held.focus();
  }

  const isBlank = (row) => ['product', 'unit_price', 'discount_percent', 'detail'].every((name) => !typed(row, name).trim());

  async function learn(row) {
    const text = cell(row, 'product').value.trim();
    const code = text.split(' · ')[0].trim();
    if (!code || row.dataset.known === code) return;
    const answer = await fetch(`${factsUrl}?code=${encodeURIComponent(code)}`, { headers: { Accept: 'application/json' } });
    if (!answer.ok || cell(row, 'product').value.trim() !== text) return;
    const facts = await answer.json();
    if (!facts.code) { row.dataset.known = ''; ['price', 'tax', 'available', 'cost'].forEach((name) => delete row.dataset[name]); count(); return; }
    const former = row.dataset.known;
    Object.assign(row.dataset, { known: facts.code, price: facts.price, tax: facts.tax, available: facts.available, cost: facts.cost });
    cell(row, 'product').value = facts.label;
    if (!cell(row, 'quantity').value) cell(row, 'quantity').value = '1';
    if (!cell(row, 'unit_price').value || former) cell(row, 'unit_price').value = facts.price;
    if (cell(row, 'tax_rate') && (!typed(row, 'tax_rate') || former)) cell(row, 'tax_rate').value = facts.tax;
    count();
    if (!rows().some(isBlank)) add(false);
  }

  rowsBox.addEventListener('input', (event) => {
    if (event.target.dataset.cell === 'product' && event.target.value.includes(' · ')) learn(event.target.closest('[data-line]'));
    count();
  });
  rowsBox.addEventListener('change', (event) => {
    if (event.target.dataset.cell === 'product') learn(event.target.closest('[data-line]'));
    count();
  });
  rowsBox.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    const row = button.closest('[data-line]');
    event.preventDefault();
    if (button.matches('[data-line-remove]')) remove(row);
    else if (button.matches('[data-line-up]')) move(row, -1);
    else if (button.matches('[data-line-down]')) move(row, 1);
    else if (button.dataset.today) { cell(row, 'unit_price').value = button.dataset.today; count(); cell(row, 'unit_price').focus(); }
  });
  rowsBox.addEventListener('keydown', (event) => {
    const row = event.target.closest('[data-line]');
    if (event.altKey && event.key === 'ArrowUp') { event.preventDefault(); move(row, -1); }
    else if (event.altKey && event.key === 'ArrowDown') { event.preventDefault(); move(row, 1); }
    else if (event.altKey && event.key === 'Delete') { event.preventDefault(); remove(row); }
    else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && event.target.matches('input')) {
      // Enter goes on: to the next cell, from the last one to the next row. The form is sent by Ctrl-Enter.
      event.preventDefault();
      const cells = ['product', 'quantity', 'unit_price', 'discount_percent', 'tax_rate'].filter((name) => cell(row, name));
      const place = cells.indexOf(event.target.dataset.cell);
      if (place >= 0 && place < cells.length - 1) cell(row, cells[place + 1]).focus();
      else cell(row.nextElementSibling ?? add(false), 'product').focus();
    }
  });
  box.querySelector('[data-line-add]').addEventListener('click', (event) => { event.preventDefault(); add(); });
  box.querySelector('[data-line-today]').addEventListener('click', (event) => {
    event.preventDefault();
    rows().forEach((row) => { if (row.dataset.price) cell(row, 'unit_price').value = row.dataset.price; });
    count();
  });
  rows().filter((row) => isBlank(row)).slice(1).forEach((row) => row.remove());
  renumber();
  count();
})();
