// A thread beside the project's code, which may be in a loop for ever. It ends the process when we are gone, and when
// memory outside of the heap grows: V8 limits the heap alone. Run as a thread by host.ts, never imported.
import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { LIFELINE, OUT_OF_MEMORY } from './host-protocol.ts';

const CHECK_EVERY_MS = 200;

const { memoryBytesMax } = workerData as { readonly memoryBytesMax: number };
const lifeline = new Socket({ fd: LIFELINE, readable: true, writable: false });
lifeline.on('error', () => undefined);
lifeline.on('close', () => process.kill(process.pid, 'SIGKILL'));
lifeline.resume();
setInterval(() => {
  if (process.memoryUsage.rss() > memoryBytesMax) process.kill(process.pid, OUT_OF_MEMORY);
}, CHECK_EVERY_MS);
