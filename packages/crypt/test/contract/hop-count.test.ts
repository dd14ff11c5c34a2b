import { HopCounter } from '../../src/collect/hop-counter.ts';
import type { HopCount } from '../../src/contracts/hop-count.ts';
import { LoadRig } from '../support/load-rig.ts';
import { hopCountSuite } from './hop-count-suite.ts';

hopCountSuite({
  name: 'of the loader',
  hop: 'load',
  counter: 'loader',
  topic: 'enriched',
  parts: ['stored', 'expired', 'duplicate', 'redelivered', 'damaged'],
  bed: async (t) => {
    const rig = await LoadRig.open(t);
    let fed = 0;
    return {
      feed: async (records) => {
        // Every second event is sent twice.
        rig.push(Array.from({ length: records }, () => ({ id: Math.floor(fed / 2), content: 1, origin: fed++ })));
        await rig.live();
      },
      cut: async () => rig.counts.at(-1) as HopCount,
    };
  },
});

hopCountSuite({
  name: 'of the collector',
  hop: 'collect',
  counter: 'collector',
  topic: 'raw',
  parts: ['beforeStart', 'stored', 'kept'],
  bed: async () => {
    const counter = new HopCounter('raw', 0);
    let end = 0;
    return {
      feed: async (records) => {
        for (let index = 0; index < records; index++) {
          const ticket = counter.open(Buffer.from(`payload ${end}`), end % 3 === 0);
          counter.settle(ticket, { firstOffset: end++, count: 1, timeMs: 1 });
        }
      },
      cut: async () => counter.cut(1),
    };
  },
});
