// The second count of the log, for the balance: read back from the files, by code that shares nothing with the writer.
import { auditLog, type LogAuditor } from '../adapters/local-log/audit-log.ts';
import { readLogState } from '../adapters/local-log/read-log-state.ts';
import type { PlatformState } from '../orchestrate/platform-state.ts';
import { logPlace, type LogWorld } from './log-place.ts';
import type { Topic } from './topics.ts';

const AUDITED: readonly Topic[] = ['raw', 'enriched', 'failed'];
