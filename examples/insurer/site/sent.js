// Lists at the foot of the page what it sends, as a plugin of the tracker; works the same on any site.
'use strict';
window.harbourSent = (() => {
  const ROWS_MAX = 12;
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
    const { portalUrl } = window.cryptTracking;
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
    while (list.children.length > ROWS_MAX) list.lastChild.remove();
  };

  /** The collector answers 200 once the events are on its disk. */
  const markStored = (events) => {
    for (const { eid } of events) {
      const state = rows.get(eid);
      if (!state) continue;
      state.textContent = 'stored';
      state.dataset.stored = '';
    }
  };

  const markKept = (events) => {
    for (const { eid } of events) if (rows.has(eid)) rows.get(eid).textContent = 'kept, will be sent again';
  };

  return { plugin: { afterTrack: add }, markStored, markKept };
})();
