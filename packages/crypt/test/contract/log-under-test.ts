import type { LogConsumer, LogWriter } from '../../src/contracts/log.ts';

/** A log that the suite may use: an adapter on real or on simulated ground. */
export interface LogUnderTest {
  /** Opens the writer; closing it and opening again is a restart. */
  writer(): Promise<LogWriter>;
  /** `first` and `second` are declared groups. */
  consumer(group: string): Promise<LogConsumer>;
  /** Moves the wall clock on by this much, or waits as long. */
  pass(ms: number): Promise<void>;
}

export type MakeLog = (t: { after(cleanup: () => Promise<void>): void }) => Promise<LogUnderTest>;
