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
    // Enter never carries out what can't be undone.
    if (e.key === 'Enter' && e.target.closest && e.target.closest('[data-no-enter]')) { e.preventDefault(); return; }
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
    // A page's own keys: a link is followed, a button is gone to, and pressed by the same key again. One slip of a finger decides nothing.
    const keyed = /^[a-z]$/.test(e.key) && [...document.querySelectorAll(`[data-key="${e.key}"]`)].find(shown);
    if (keyed) {
      e.preventDefault();
      if (keyed.matches('a') || (keyed === document.activeElement && !keyed.disabled)) keyed.click();
      else (keyed.disabled ? one(`[data-key-else="${e.key}"]`) || keyed : keyed).focus();
      return;
    }
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
    else if (at('[data-reconnect]')) window.Blazor.reconnect().then((ok) => { if (!ok) reload(); }, reload);
    else if (at('[data-reload]')) reload();
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

  // The portal was restarted: the page loads itself again, and what was typed or chosen in its fields comes back. Until
  // then it lies in this tab, for a minute at most; a password or a file never does: a page with one waits for its person.
  const KEPT = 'typed', KEPT_FOR = 60000, KEPT_MOST = 64000;
  const notice = one('#components-reconnect-modal');
  const touched = new Set();
  const isSecret = (i) => (i.type === 'password' || i.type === 'file') && i.value !== '';
  const isChoice = (i) => i.type === 'radio' || i.type === 'checkbox';
  const isField = (i) => i.matches('#main textarea, #main select, #main input, dialog textarea, dialog select, dialog input') &&
    !/^(password|file|hidden)$/.test(i.type) && !i.matches('[data-search], [data-filter], [data-pick], [data-appearance]') && !i.closest('table');
  const nameOf = (i) => [i.tagName, i.type, i.getAttribute('aria-label') || [...i.labels || []].map((l) => l.textContent.trim()).join(' ')].join('|');
  const here = () => location.pathname + location.search;
  const note = (e) => { if (e.target.matches && e.target.matches('input, textarea, select') && isField(e.target)) touched.add(e.target); };
  document.addEventListener('input', note, true);
  document.addEventListener('change', note, true);

  function keepTyped() {
    const fields = [...touched].filter((i) => i.isConnected && shown(i)).map((i) => ({ name: nameOf(i), value: isChoice(i) ? i.checked : i.value }));
    const text = JSON.stringify({ page: here(), at: Date.now(), fields });
    try { if (fields.length > 0 && text.length < KEPT_MOST) sessionStorage.setItem(KEPT, text); } catch { /* private window: not kept */ }
  }
  function takeTyped() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
      return kept && kept.page === here() && Date.now() - kept.at < KEPT_FOR ? kept.fields : [];
    } catch { return []; }
  }
  function putBack(field) {
    const found = [...document.querySelectorAll('input, textarea, select')].find((i) => isField(i) && shown(i) && nameOf(i) === field.name);
    if (!found) return false;
    if (touched.has(found)) return true;
    if (isChoice(found)) { if (found.checked !== field.value) found.click(); return true; }
    if (found.tagName === 'SELECT' && ![...found.options].some((o) => o.value === field.value)) return true;
    found.value = field.value;
    for (const kind of ['input', 'change']) found.dispatchEvent(new Event(kind, { bubbles: true }));
    return true;
  }
  // In the order in which they were filled in: a later field may be there for an earlier one only.
  const waiting = takeTyped();
  if (waiting.length > 0) {
    const look = () => {
      while (waiting.length > 0 && putBack(waiting[0])) waiting.shift();
      if (waiting.length === 0) seen.disconnect();
    };
    const seen = new MutationObserver(look);
    seen.observe(document.body, { subtree: true, childList: true });
    setTimeout(() => seen.disconnect(), KEPT_FOR / 2);
    look();
  }

  const reload = () => { keepTyped(); location.reload(); };
  if (notice) {
    new MutationObserver(() => {
      const main = one('#main');
      // A click would be lost: what can't be heard can't be pressed.
      if (main) main.inert = /components-reconnect-(show|retrying)/.test(notice.className);
      if (notice.classList.contains('components-reconnect-rejected') && ![...document.querySelectorAll('input')].some(isSecret)) reload();
    }).observe(notice, { attributes: true, attributeFilter: ['class'] });
  }

  // The page got no circuit, so nothing of it was ever shown: its instance may have ended in this very moment, so it is
  // asked for once more; then the portal says why.
  const AGAIN = 'again', AGAIN_AFTER = 30000;
  let leaving = false;
  const noCircuit = () => {
    if (leaving || one('main')) return;
    leaving = true;
    let before = Date.now();
    try {
      before = Number(sessionStorage.getItem(AGAIN));
      sessionStorage.setItem(AGAIN, Date.now());
    } catch { /* private window: not asked for again */ }
    if (Date.now() - before > AGAIN_AFTER) location.reload();
    else location.replace('/page-not-open?returnUrl=' + encodeURIComponent(location.pathname + location.search));
  };
  const broke = one('#blazor-error-ui');
  if (broke) new MutationObserver(noCircuit).observe(broke, { attributes: true, attributeFilter: ['style'] });
  window.addEventListener('unhandledrejection', noCircuit);

  document.addEventListener('click', (e) => { if (e.target.closest && e.target.closest('[data-print]')) window.print(); });

  // Copies the text of the element that data-copy names; where the browser has no clipboard for the page, it selects it.
  document.addEventListener('click', async (e) => {
    const button = e.target.closest && e.target.closest('[data-copy]');
    const from = button && document.getElementById(button.dataset.copy);
    if (!from) return;
    let said = 'Copied.';
    try { await navigator.clipboard.writeText(from.textContent); } catch {
      getSelection().selectAllChildren(from);
      said = 'Selected: copy it with Ctrl+C.';
    }
    const status = one('[data-copied]', button.parentElement);
    if (status) status.textContent = said;
  });

  // An act often takes away, or switches off, what it was pressed with: focus then stays near, at the heading of what it stood in.
  let held = null, around = [], late = 0, gone = false, focusedOn = '';
  const lost = () => held && (!held.isConnected || held.disabled || !shown(held));
  // The browser takes focus from what was switched off at its next picture: until then it still names it.
  const nowhere = () => document.activeElement === document.body || document.activeElement === held;
  function keepNear() {
    clearTimeout(late);
    if (!held || !nowhere()) return;
    if (!lost()) {
      if (gone && document.activeElement !== held) held.focus();
      return;
    }
    gone = true;
    late = setTimeout(() => {
      if (!nowhere() || !lost() || focusedOn !== location.pathname) return;
      const head = held.tagName === 'H1' ? one('h1')
        : around.filter((el) => el.isConnected).map((el) => one('h2, h3', el) || one('h1', el)).find(shown);
      held = null;
      if (!head) return;
      head.tabIndex = -1;
      head.focus();
    }, held.isConnected ? 1200 : 150);
  }
  document.addEventListener('focusin', (e) => {
    [held, gone, focusedOn] = [e.target.closest('#main') ? e.target : null, false, location.pathname];
    around = [];
    for (let el = held; el; el = el.parentElement) if (el.matches('section, aside, form, details, fieldset, main')) around.push(el);
  });
  // Left by the person's own will: nothing is brought back.
  document.addEventListener('focusout', () => setTimeout(() => { if (document.activeElement === document.body && !lost()) held = null; else keepNear(); }, 0));
  const stage = one('.shell') || document.body;
  new MutationObserver(keepNear).observe(stage, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] });

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
    // A page is new: focus goes to its heading, unless somebody is at work in it already.
    arrived() {
      const heading = one('h1');
      if (heading && (document.activeElement === document.body || focusedOn !== location.pathname)) heading.focus();
    },
  };
})();
