// Names while typing: an input with data-lookup="address" gets a <datalist> of what the server finds (?q=…).
// Without script the same field takes a code, a telephone or part of a name.
const WAIT = 180;

function offer(input, names) {
  const list = document.getElementById(input.getAttribute('list'));
  list.replaceChildren(...names.map((name) => Object.assign(document.createElement('option'), { value: name })));
}

function prepare(input, number) {
  const list = Object.assign(document.createElement('datalist'), { id: `${input.id || 'lookup'}-${number}-nombres` });
  input.after(list);
  input.setAttribute('list', list.id);
  let timer;
  let asked = '';
  input.addEventListener('input', () => {
    clearTimeout(timer);
    const text = input.value.trim();
    if (text.length < 3 || text.includes(' · ')) return;
    timer = setTimeout(async () => {
      asked = text;
      const answer = await fetch(`${input.dataset.lookup}?q=${encodeURIComponent(text)}`, { headers: { Accept: 'application/json' } });
      if (answer.ok && asked === text) offer(input, (await answer.json()).names);
    }, WAIT);
  });
}

document.querySelectorAll('input[data-lookup]').forEach(prepare);

document.querySelectorAll('[data-copy]').forEach((button) => {
  button.addEventListener('click', async () => {
    const text = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(text.value ?? text.textContent);
    const said = button.querySelector('[data-copy-said]') ?? button;
    const before = said.textContent;
    said.textContent = 'Copiado';
    setTimeout(() => { said.textContent = before; }, 1600);
  });
});
