// What is known of the platform, as its processes told it; rendered as PlatformStatus.
import type { HopCount } from '../contracts/hop-count.ts';
import type { LogState } from '../contracts/log.ts';
import type { RoleMessage } from '../contracts/role-message.ts';
import type { ConfigStatus, DiskStatus, PlatformStatus, ProcessStatus, RoleName } from '../contracts/status.ts';
import { computeBalance } from './balance.ts';

export interface StateFacts {
  readonly version: string;
  readonly project: string;
  readonly dataFolder: string;
  readonly running: boolean;
  readonly startedMs: number | null;
}

export class PlatformState {
  readonly #facts: StateFacts;
  readonly #urls = new Map<string, string>();
  readonly #hops = new Map<string, HopCount>();
  readonly #logs = new Map<string, LogState>();
  readonly #notices = new Map<string, string>();

  constructor(facts: StateFacts) {
    this.#facts = facts;
  }

  take(role: RoleName | 'supervisor', message: RoleMessage): void {
    switch (message.type) {
      case 'ready':
        for (const [name, url] of Object.entries(message.urls)) this.#urls.set(name, url);
        this.notice(`${role}:failed`, '');
        break;
      case 'hop':
        this.#hops.set(`${message.count.hop}/${message.count.counter}`, message.count);
        break;
      case 'log':
        this.#logs.set(`${message.state.address.topic}/${message.state.address.partition}`, message.state);
        break;
      case 'notice':
        this.notice(`${role}:${message.key}`, message.text);
        break;
      case 'failed':
        this.notice(`${role}:failed`, `${message.error.message} → ${message.error.hint}`);
        break;
    }
  }

  addHop(count: HopCount): void {
    this.#hops.set(`${count.hop}/${count.counter}`, count);
  }

  addLog(state: LogState): void {
    this.#logs.set(`${state.address.topic}/${state.address.partition}`, state);
  }

  /** An empty text withdraws the notice. */
  notice(key: string, text: string): void {
    if (text === '') this.#notices.delete(key);
    else this.#notices.set(key, text);
  }

  render(timeMs: number, processes: readonly ProcessStatus[], disk: DiskStatus, config: ConfigStatus): PlatformStatus {
    const hops = [...this.#hops.values()];
    const logs = [...this.#logs.values()];
    const balance = computeBalance(hops, logs, timeMs);
    return {
      ...this.#facts,
      timeMs,
      collector: this.#url('collector'),
      portal: this.#url('portal'),
      site: this.#url('site'),
      processes,
      hops,
      balance,
      logs,
      disk,
      config,
      notices: this.#renderNotices(balance.unexplained, logs, config),
    };
  }

  #url(name: string): { readonly url: string } | null {
    const url = this.#urls.get(name);
    return url === undefined ? null : { url };
  }

  #renderNotices(
    unexplained: number | null,
    logs: readonly LogState[],
    config: ConfigStatus,
  ): readonly { readonly key: string; readonly text: string }[] {
    const notices = [...this.#notices].map(([key, text]) => ({ key, text }));
    if (unexplained !== null && unexplained > 0) {
      notices.unshift({ key: 'balance', text: `The balance does not explain ${unexplained}. See its lines.` });
    }
    for (const { address, damage, groups, durableOffset } of logs) {
      if (damage.length > 0) {
        const text = `log:${address.topic} has ${damage.length} damaged places; the bytes are kept in quarantine/.`;
        notices.push({ key: `damage:${address.topic}`, text });
      }
      for (const group of groups.filter((candidate) => !candidate.live && candidate.nextOffset < durableOffset)) {
        const text = `Group ${group.group} of log:${address.topic} has not read for long and holds back nothing.`;
        notices.push({ key: `group:${address.topic}:${group.group}`, text });
      }
    }
    if (config.problem !== null) {
      notices.push({ key: 'config', text: `crypt.yml was changed and would be refused: ${config.problem}` });
    } else if (config.changed) {
      notices.push({ key: 'config', text: 'crypt.yml was changed; it is applied at the next start.' });
    }
    return notices;
  }
}
