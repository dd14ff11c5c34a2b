// What became of a node, in the shape of dbt's run_results v6.
import type { Json } from '../../kernel/parse-json.ts';

export type NodeStatus = 'success' | 'error' | 'skipped' | 'pass' | 'fail' | 'warn' | 'no-op' | 'partial success';

type Batch = readonly [start: string, end: string];

export interface NodeTiming {
  readonly name: 'compile' | 'execute';
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly completed_at: string;
}

export interface NodeResult {
  readonly status: NodeStatus;
  readonly timing: readonly NodeTiming[];
  readonly thread_id: string;
  /** Seconds. */
  readonly execution_time: number;
  readonly adapter_response: { readonly [name: string]: Json };
  readonly message: string | null;
  /** Of tests. */
  readonly failures: number | null;
  readonly unique_id: string;
  readonly compiled: boolean | null;
  readonly compiled_code: string | null;
  readonly relation_name: string | null;
  /** Of microbatch models: starts and ends of batches, ISO 8601. */
  readonly batch_results: null | { readonly successful: readonly Batch[]; readonly failed: readonly Batch[] };
  /** The statement that made the relation: what dbt writes below target/run. */
  readonly built_code: string | null;
}

/** Of a node that was not run: skipped. */
export function notRun({ unique_id, relation_name }: Pick<NodeResult, 'unique_id' | 'relation_name'>): NodeResult {
  return {
    status: 'skipped',
    timing: [],
    thread_id: 'Thread-1',
    execution_time: 0,
    adapter_response: {},
    message: null,
    failures: null,
    unique_id,
    compiled: false,
    compiled_code: null,
    relation_name,
    batch_results: null,
    built_code: null,
  };
}
