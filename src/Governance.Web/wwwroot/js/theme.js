// Runs before the first paint: light or dark, and density. Keeps nothing in the browser but these two words.
(function () {
  'use strict';
  const root = document.documentElement;
  const allowed = { theme: ['system', 'light', 'dark'], density: ['comfortable', 'compact'] };
  const dark = window.matchMedia('(prefers-color-scheme: dark)');

  function read(key) {
    try {
      const kept = window.localStorage.getItem(key);
      return allowed[key].includes(kept) ? kept : allowed[key][0];
    } catch {
      return allowed[key][0];
    }
  }

  function apply() {
    const theme = read('theme');
    root.dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    root.dataset.density = read('density');
  }

  window.appearance = {
    read,
    apply,
    keep(key, word) {
      if (!allowed[key] || !allowed[key].includes(word)) return;
      try { window.localStorage.setItem(key, word); } catch { /* private window: holds for this page only */ }
      apply();
      if (read(key) !== word) root.dataset[key] = word;
    },
  };
  apply();
  dark.addEventListener('change', apply);
})();
