// What only the browser can do: keys, focus, the person's time zone, appearance. It presses and focuses real
// elements, so the server offers no method to call. No markup is made here.
(function () {
  'use strict';
  const one = (selector, from) => (from || document).querySelector(selector);
  const typing = (el) => el && (el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
    (el.tagName === 'INPUT' && !/^(checkbox|radio|button|submit)$/.test(el.type)));
  const shown = (el) => el && el.getClientRects().length > 0;

  // Rows: marked data-row; the link that opens a row is data-open, its checkbox data-pick.
  let row = null;
  const rows = () => [...document.querySelectorAll('tr[data-row]')].filter(shown);
  const current = () => {
    const focused = document.activeElement && document.activeElement.closest('tr[data-row]');
    return focused || (row && row.isConnected ? row : null);
  };
  function move(step) {
    const all = rows();
    if (all.length === 0) return;
    const at = all.indexOf(current());
    row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    const target = one('[data-open]', row) || one('[data-pick]', row) || row;
    if (target === row) row.tabIndex = -1;
    target.focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  function helpOfKeys() {
    const dialog = one('dialog[data-keys]');
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener('keydown', (e) => {
    if (e.isComposing || e.defaultPrevented) return;
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k') {
      const search = one('[data-search]');
      if (search) { e.preventDefault(); search.focus(); search.select(); }
      return;
    }
    if (e.key === 'Escape') {
      if (e.target.closest && e.target.closest('[data-own-esc], [popover]')) return;
      if (one('dialog[open]')) return;
      const close = [...document.querySelectorAll('[data-close]')].find(shown);
      if (close) { e.preventDefault(); close.click(); }
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || one('dialog[open]')) return;
    const acts = {
      '/': () => {
        const all = [...document.querySelectorAll('[data-filter]')].filter(shown);
        const f = all.find((el) => el.matches('input')) || all[0];
        if (f) f.focus();
        return f;
      },
      j: () => { move(1); return true; },
      k: () => { move(-1); return true; },
      x: () => { const r = current(); const pick = r && one('[data-pick]', r); if (pick) pick.click(); return pick; },
      '?': () => { helpOfKeys(); return true; },
    };
    if (Object.hasOwn(acts, e.key) && acts[e.key]()) e.preventDefault();
    else if (e.key === 'Enter' && e.target.matches('tr[data-row], [data-pick]')) {
      const open = one('[data-open]', e.target.closest('tr[data-row]'));
      if (open) { e.preventDefault(); open.click(); }
    }
  });
  document.addEventListener('focusin', (e) => { const r = e.target.closest('tr[data-row]'); if (r) row = r; });

  document.addEventListener('click', (e) => {
    const at = (selector) => e.target.closest(selector);
    if (at('a.skip')) { e.preventDefault(); const main = one('#main'); if (main) main.focus(); }
    else if (at('[data-flip-theme]')) {
      window.appearance.keep('theme', document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
      showChoices();
    }
    else if (at('[data-help-keys]')) helpOfKeys();
    else if (at('[data-shut]')) at('dialog').close();
    else if (at('[data-reconnect]')) window.Blazor.reconnect().then((ok) => { if (!ok) location.reload(); }, () => location.reload());
    else if (at('[data-reload]')) location.reload();
    else if (at('[popover] a')) at('[popover]').hidePopover();
  }, true);

  // Appearance: radio buttons in the user menu; the browser holds the choice, the server never sees it.
  function showChoices() {
    document.querySelectorAll('input[data-appearance]').forEach((i) => { i.checked = window.appearance.read(i.dataset.appearance) === i.value; });
  }
  document.addEventListener('toggle', showChoices, true);
  document.addEventListener('change', (e) => {
    if (e.target.matches('input[data-appearance]')) window.appearance.keep(e.target.dataset.appearance, e.target.value);
  });

  // The portal was restarted: a page on which nothing was typed loads itself again, so that a live page stays live.
  const notice = one('#components-reconnect-modal');
  const typed = () => [...document.querySelectorAll('textarea, input')].some((i) =>
    typing(i) && i.type !== 'hidden' && i.value !== '' && !i.matches('[data-search], [data-filter]'));
  if (notice) {
    new MutationObserver(() => {
      if (notice.classList.contains('components-reconnect-rejected') && !typed()) location.reload();
    }).observe(notice, { attributes: true, attributeFilter: ['class'] });
  }

  // The page got no circuit, so nothing of it was ever shown: the portal says why.
  const noCircuit = () => {
    if (!one('main')) location.replace('/page-not-open?returnUrl=' + encodeURIComponent(location.pathname + location.search));
  };
  const broke = one('#blazor-error-ui');
  if (broke) new MutationObserver(noCircuit).observe(broke, { attributes: true, attributeFilter: ['style'] });
  window.addEventListener('unhandledrejection', noCircuit);

  // Where focus goes back to when a drawer closes: the element that opened it, or the open row.
  let before = null;
  window.portal = {
    zone() { return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'; },
    some(box, on) { if (box) box.indeterminate = on; },
    drawerOpened(drawer) {
      if (!drawer) return;
      const from = document.activeElement;
      if (from && from !== document.body && !drawer.contains(from)) before = from;
      const head = one('h2', drawer);
      if (head) head.focus();
    },
    drawerClosed() {
      const from = before;
      before = null;
      const stillThere = from && from.isConnected && shown(from) ? from : null;
      const target = stillThere || (row && row.isConnected && one('[data-open]', row)) || one('#main');
      if (target) target.focus();
    },
    focus(el) { if (el) el.focus(); },
  };
})();
