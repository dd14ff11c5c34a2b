// What was made, counted as it is sent: the sum that a platform must come to.

/**
 * @typedef {object} Account
 * @property {number} requests
 * @property {number} events sent once each, and sound: as many rows
 * @property {number} duplicates further sendings of those
 * @property {number} broken on purpose: as many failed events
 * @property {number} late of the events, those that were sent some days later
 * @property {Record<string, number>} byName events, and what is broken by how
 */

/** @returns {Account} */
export function openAccount() {
  return { requests: 0, events: 0, duplicates: 0, broken: 0, late: 0, byName: {} };
}

/** @param {Account} account @param {import('./requests.js').Request & { late: boolean }} request */
export function count(account, { events, repeated, broken, late }) {
  account.requests++;
  account.events += events.length;
  account.duplicates += repeated.length;
  account.broken += broken.length;
  if (late) account.late += events.length;
  for (const { name } of events) account.byName[name] = (account.byName[name] ?? 0) + 1;
  for (const { name } of broken) account.byName[name] = (account.byName[name] ?? 0) + 1;
}

/** @param {Account} account */
export function sendings({ events, duplicates, broken }) {
  return events + duplicates + broken;
}

/** @param {Account} account */
export function renderAccount(account) {
  const number = (/** @type {number} */ value) => value.toLocaleString('en-GB').padStart(14);
  const lines = [
    ['sent', sendings(account)],
    ['in requests', account.requests],
    ['events', account.events],
    ['of them late', account.late],
    ['duplicates', account.duplicates],
    ['broken', account.broken],
  ].map(([name, value]) => `${number(Number(value))}  ${name}`);
  const names = Object.entries(account.byName).sort(([, one], [, other]) => other - one);
  return [...lines, '', ...names.map(([name, value]) => `${number(value)}  ${name}`), ''].join('\n');
}
