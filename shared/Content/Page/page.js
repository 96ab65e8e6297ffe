(() => {
  'use strict';
  const page = document.documentElement.dataset;
  const article = document.querySelector('article');
  const say = document.querySelector('[role=status]');
  const slug = page.slug;
  const limit = 50;
  const step = 15;
  const idle = 60;

  // Private windows may refuse storage: then the visitor lives as long as the page.
  const memory = {};
  const stored = (area, key, value) => {
    try {
      if (value === undefined) return window[area].getItem(key) ?? memory[key];
      window[area].setItem(key, value);
    } catch { /* kept in memory below */ }
    memory[key] = value;
    return value;
  };
  const forget = (area, key) => {
    delete memory[key];
    try { window[area].removeItem(key); } catch { /* nothing was stored */ }
  };

  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

  let visitor;
  const known = () => {
    try { return JSON.parse(stored('localStorage', 'growth.visitor') ?? 'null'); } catch { return null; }
  };
  const meet = async () => {
    visitor = known();
    if (visitor?.visitor && visitor.ref) return;
    const answer = await fetch('/api/visitors', { method: 'POST' });
    if (!answer.ok) throw new Error('no visitor');
    visitor = await answer.json();
    stored('localStorage', 'growth.visitor', JSON.stringify(visitor));
  };

  // Events wait here until the server has them; the same id sent again counts once.
  let waiting = [];
  let sending = false;
  let pause = 1000;
  const body = events => JSON.stringify({ events: events.map(event => ({ ...event, piece: slug, visitor: visitor.visitor })) });

  const flush = async () => {
    if (sending || waiting.length === 0) return;
    sending = true;
    const events = waiting.slice(0, limit);
    try {
      await meet();
      const answer = await fetch('/api/events', {
        method: 'POST', keepalive: true, headers: { 'content-type': 'application/json' }, body: body(events),
      });
      if (answer.status === 429 || answer.status >= 500) throw new Error('later');
      const refused = ((await answer.json()).refused ?? []).filter(one => /^token-/.test(one.reason));
      if (refused.length > 0 && !page.renewed) {
        page.renewed = '1';
        forget('localStorage', 'growth.visitor');
      } else {
        const done = new Set(events.map(event => event.id));
        waiting = waiting.filter(event => !done.has(event.id));
      }
      pause = 1000;
    } catch {
      pause = Math.min(pause * 2, 60000);
      setTimeout(flush, pause);
      return;
    } finally {
      sending = false;
    }
    if (waiting.length > 0) flush();
  };
  const send = event => {
    // A later progress says all that a waiting one says.
    if (event.kind === 'progress' && !sending) waiting = waiting.filter(other => other.kind !== 'progress');
    if (waiting.length < limit) waiting.push({ id: newId(), ...event });
    flush();
  };

  // Active seconds: the page is seen and somebody is there.
  const secondsKey = 'growth.seconds.' + slug;
  let seconds = Number(stored('sessionStorage', secondsKey)) || 0;
  let scroll = 0;
  let touched = Date.now();
  let told = { scroll: 0, seconds: 0 };
  const bar = document.querySelector('.bar');
  const look = () => {
    const box = article.getBoundingClientRect();
    const seen = Math.min(1, Math.max(0, (window.innerHeight - box.top) / Math.max(1, box.height)));
    bar.style.transform = `scaleX(${seen})`;
    scroll = Math.max(scroll, Math.round(seen * 100));
  };
  const progress = () => {
    look();
    if (scroll === told.scroll && seconds === told.seconds) return null;
    told = { scroll, seconds };
    return { kind: 'progress', scroll, seconds: Math.min(seconds, 86400) };
  };
  const report = () => {
    const event = progress();
    if (event) send(event);
  };
  for (const name of ['scroll', 'pointerdown', 'pointermove', 'keydown', 'touchstart', 'wheel']) {
    addEventListener(name, () => { touched = Date.now(); }, { passive: true });
  }
  addEventListener('scroll', () => {
    look();
    if (scroll >= 90 && told.scroll < 90) report();
  }, { passive: true });
  addEventListener('resize', look);
  setInterval(() => {
    if (document.visibilityState !== 'visible' || Date.now() - touched > idle * 1000) return;
    seconds++;
    stored('sessionStorage', secondsKey, String(seconds));
    if (seconds - told.seconds >= step) report();
  }, 1000);

  // Leaving: what waits goes out with the page; what is sent twice this way counts once.
  const leave = () => {
    const event = progress();
    if (event) waiting.push({ id: newId(), ...event });
    if (waiting.length === 0 || !visitor?.visitor) return;
    if (navigator.sendBeacon?.('/api/events', new Blob([body(waiting.slice(-limit))], { type: 'application/json' }))) waiting = [];
  };
  addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') leave(); });

  const link = () => location.origin + location.pathname + (visitor?.ref ? '?via=' + visitor.ref : '');
  document.querySelector('.share').addEventListener('click', async () => {
    send({ kind: 'share' });
    // The browser's own menus forward the address that they see.
    history.replaceState(null, '', link());
    if (navigator.share) {
      try { await navigator.share({ title: document.title, url: link() }); } catch { /* closed without sharing */ }
      return;
    }
    try {
      await navigator.clipboard.writeText(link());
      say.textContent = page.copied;
    } catch {
      say.textContent = link();
    }
  });

  const via = new URLSearchParams(location.search).get('via');
  if (via) history.replaceState(null, '', location.pathname);
  send({ kind: 'view', ...(via && /^[A-Za-z0-9_-]{12}$/.test(via) ? { via } : {}) });
  look();
})();
