// Sets up the official tracker (/sp.js) and lists at the foot of the page what it sends. Everything here works the same
// on any site: /tracking-config.js only says where the collector is.
'use strict';
(() => {
  const { collectorUrl, portalUrl } = window.cryptTracking;
  const sp = window.snowplowBrowserTracking;
  const list = document.getElementById('sent');
  const rows = new Map();

  const nameOf = (payload) => {
    switch (payload.e) {
      case 'pv':
        return 'page view: ' + payload.page;
      case 'pp':
        return 'page ping: still reading';
      case 'se':
        return `${payload.se_ca} / ${payload.se_ac}` + (payload.se_va === undefined ? '' : `: ${payload.se_va}`);
      case 'ue':
        return JSON.parse(payload.ue_pr).data.schema.replace('iglu:', '').split('/').slice(0, 2).join(' / ');
      default:
        return payload.e;
    }
  };

  const add = (payload) => {
    const row = document.createElement('li');
    const time = document.createElement('time');
    time.textContent = new Date().toLocaleTimeString('en-GB');
    const name = document.createElement(portalUrl ? 'a' : 'span');
    name.textContent = nameOf(payload);
    if (portalUrl) name.href = `${portalUrl}/events/${payload.eid}`;
    const state = document.createElement('span');
    state.className = 'state';
    state.textContent = 'sending';
    row.append(time, name, state);
    rows.set(payload.eid, state);
    list.prepend(row);
    while (list.children.length > 8) list.lastChild.remove();
  };

  // The collector answers 200 once the events are on its disk.
  const markStored = (events) => {
    for (const { eid } of events) {
      const state = rows.get(eid);
      if (!state) continue;
      state.textContent = 'stored';
      state.dataset.stored = '';
    }
  };

  sp.newTracker('sp', collectorUrl, {
    appId: 'harbour-life-web',
    cookieSecure: location.protocol === 'https:',
    contexts: { webPage: true },
    plugins: [{ afterTrack: add }],
    onRequestSuccess: markStored,
    onRequestFailure: ({ events }) =>
      events.forEach(({ eid }) => rows.has(eid) && (rows.get(eid).textContent = 'kept, will be sent again')),
  });
  sp.enableActivityTracking({ minimumVisitLength: 5, heartbeatDelay: 5 });
  sp.trackPageView();

  if (portalUrl) {
    const link = document.getElementById('portal');
    link.href = portalUrl;
    link.hidden = false;
  }
  for (const link of document.querySelectorAll('[data-track]')) {
    link.addEventListener('click', () => sp.trackStructEvent({ category: 'link', action: link.dataset.track }));
  }
})();
