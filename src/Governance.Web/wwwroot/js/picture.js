// Pan and zoom of pictures in [data-pan]: drag, pinch or Ctrl and wheel, the buttons beneath, and keys while it or one of its links
// has the focus. Only the viewBox changes; the server never hears of it.
(function () {
  'use strict';
  const STEP = 40, FACTOR = 1.25, CLOSEST = 6;
  const all = new WeakMap();
  const viewOf = (svg) => svg.viewBox.baseVal;
  function whole(svg) {
    if (!all.has(svg)) all.set(svg, { box: '', width: 0, height: 0 });
    const kept = all.get(svg), own = svg.getAttribute('width') + ' ' + svg.getAttribute('height');
    if (kept.box !== own) Object.assign(kept, { box: own, width: Number(svg.getAttribute('width')), height: Number(svg.getAttribute('height')) });
    return kept;
  }
  function show(svg, x, y, width, height) {
    const { width: w, height: h } = whole(svg);
    const keep = (at, size, most) => (size >= most ? (most - size) / 2 : Math.min(most - size, Math.max(0, at)));
    svg.setAttribute('viewBox', [keep(x, width, w), keep(y, height, h), width, height].join(' '));
    svg.closest('[data-pan]').classList.toggle('zoomed', width < w);
  }
  function zoom(svg, factor, cx, cy) {
    const v = viewOf(svg), { width: w, height: h } = whole(svg);
    const width = Math.min(w, Math.max(w / CLOSEST, v.width / factor)), height = h * width / w;
    const x = cx === undefined ? v.x + v.width / 2 : cx, y = cy === undefined ? v.y + v.height / 2 : cy;
    show(svg, x - (x - v.x) * width / v.width, y - (y - v.y) * height / v.height, width, height);
  }
  const pan = (svg, dx, dy) => { const v = viewOf(svg); show(svg, v.x + dx, v.y + dy, v.width, v.height); };
  const reset = (svg) => { const { width, height } = whole(svg); show(svg, 0, 0, width, height); };
  const svgOf = (el) => { const frame = el.closest && el.closest('[data-pan]'); return frame && frame.querySelector('svg'); };
  const scaleOf = (svg) => viewOf(svg).width / svg.getBoundingClientRect().width;

  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
    const svg = svgOf(e.target);
    if (!svg) return;
    const acts = {
      ArrowLeft: () => pan(svg, -STEP, 0), ArrowRight: () => pan(svg, STEP, 0), ArrowUp: () => pan(svg, 0, -STEP), ArrowDown: () => pan(svg, 0, STEP),
      '+': () => zoom(svg, FACTOR), '=': () => zoom(svg, FACTOR), '-': () => zoom(svg, 1 / FACTOR), '\u2212': () => zoom(svg, 1 / FACTOR), 0: () => reset(svg),
    };
    if (!Object.hasOwn(acts, e.key)) return;
    // Nothing to move: the page scrolls as it would.
    if (e.key.startsWith('Arrow') && viewOf(svg).width >= whole(svg).width) return;
    e.preventDefault();
    acts[e.key]();
  });
  document.addEventListener('wheel', (e) => {
    const svg = (e.ctrlKey || e.metaKey) && svgOf(e.target);
    if (!svg) return;
    e.preventDefault();
    const at = svg.getBoundingClientRect(), v = viewOf(svg), scale = scaleOf(svg);
    zoom(svg, e.deltaY < 0 ? FACTOR : 1 / FACTOR, v.x + (e.clientX - at.left) * scale, v.y + (e.clientY - at.top) * scale);
  }, { passive: false });
  document.addEventListener('click', (e) => {
    const button = e.target.closest && e.target.closest('[data-zoom]');
    const frame = button && button.closest('.panbar').previousElementSibling;
    const svg = frame && frame.querySelector('svg');
    if (svg) ({ in: () => zoom(svg, FACTOR), out: () => zoom(svg, 1 / FACTOR), all: () => reset(svg) })[button.dataset.zoom]();
  });

  // A drag that moved is no click on the node beneath.
  let drag = null, moved = false;
  document.addEventListener('pointerdown', (e) => {
    const svg = e.button === 0 && svgOf(e.target);
    moved = false;
    if (svg && viewOf(svg).width < whole(svg).width) drag = { svg, x: e.clientX, y: e.clientY };
  });
  document.addEventListener('pointermove', (e) => {
    if (!drag) return;
    const scale = scaleOf(drag.svg), dx = drag.x - e.clientX, dy = drag.y - e.clientY;
    if (!moved && Math.abs(dx) + Math.abs(dy) < 4) return;
    moved = true;
    pan(drag.svg, dx * scale, dy * scale);
    Object.assign(drag, { x: e.clientX, y: e.clientY });
  });
  for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => { drag = null; });
  document.addEventListener('dragstart', (e) => { if (svgOf(e.target)) e.preventDefault(); });
  document.addEventListener('click', (e) => { if (moved && svgOf(e.target)) { e.preventDefault(); e.stopPropagation(); moved = false; } }, true);

  // A link that gets the focus outside of what is shown comes into view.
  document.addEventListener('focusin', (e) => {
    const svg = svgOf(e.target);
    if (!svg || e.target.tagName.toLowerCase() !== 'a') return;
    const v = viewOf(svg), b = e.target.getBBox();
    if (b.x < v.x || b.y < v.y || b.x + b.width > v.x + v.width || b.y + b.height > v.y + v.height)
      show(svg, b.x + b.width / 2 - v.width / 2, b.y + b.height / 2 - v.height / 2, v.width, v.height);
  });
})();
