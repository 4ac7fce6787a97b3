// The search in the documents: reads the index once, when the field is first used, and finds
// sections that contain all words. Results are text: nothing from the index becomes markup.
(() => {
  const area = document.getElementById('search');
  const field = document.getElementById('query');
  const panel = document.getElementById('results');
  const status = panel.querySelector('p');
  const list = panel.querySelector('ul');
  const most = 12;
  let index;

  area.hidden = false;

  function load() {
    index ??= fetch(area.dataset.index)
      .then((response) => {
        if (!response.ok) throw new Error(String(response.status));
        return response.json();
      })
      .catch(() => {
        index = undefined;
        return null;
      });
    return index;
  }

  /** The score of a section: a word in its heading counts more than one in its text. */
  function score({ page, heading, text }, words) {
    const [inHeading, inPage, inText] = [heading, page, text].map((part) => part.toLowerCase());
    let sum = 0;
    for (const word of words) {
      if (inHeading === word) sum += 20;
      else if (inHeading.includes(word)) sum += 8;
      else if (inPage.includes(word)) sum += 3;
      else if (inText.includes(word)) sum += 1;
      else return 0;
    }
    return sum;
  }

  function excerpt(text, word) {
    const at = Math.max(0, text.toLowerCase().indexOf(word) - 40);
    const part = text.slice(at, at + 140);
    return (at > 0 ? '…' : '') + part + (at + 140 < text.length ? '…' : '');
  }

  function row(entry, word) {
    const link = document.createElement('a');
    link.href = `${area.dataset.base}docs/${entry.place}`;
    link.textContent =
      entry.heading === entry.page ? entry.page : `${entry.page}: ${entry.heading}`;
    const text = document.createElement('p');
    text.textContent = excerpt(entry.text, word);
    const item = document.createElement('li');
    item.append(link, text);
    return item;
  }

  async function search() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    panel.hidden = words.length === 0;
    if (words.length === 0) return;
    const entries = await load();
    if (entries === null) {
      status.textContent = 'The search could not be loaded. Try again.';
      list.replaceChildren();
      return;
    }
    const found = entries
      .map((entry) => ({ entry, points: score(entry, words) }))
      .filter(({ points }) => points > 0)
      .sort((a, b) => b.points - a.points)
      .slice(0, most);
    status.textContent =
      found.length === 0
        ? 'No results'
        : `${found.length} ${found.length === 1 ? 'result' : 'results'}`;
    list.replaceChildren(...found.map(({ entry }) => row(entry, words[0])));
  }

  function close() {
    panel.hidden = true;
  }

  field.addEventListener('focus', load);
  field.addEventListener('input', search);
  field.addEventListener('focus', () => void search());
  panel.addEventListener('click', close);
  document.addEventListener('click', ({ target }) => {
    if (!area.contains(target)) close();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping =
      event.target instanceof Element && event.target.matches('input, textarea, select');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
    if (event.key === 'Escape' && area.contains(event.target)) {
      close();
      field.focus();
    }
    if (event.target === field && event.key === 'Enter') list.querySelector('a')?.click();
  });
})();
