// A test passes, warns or fails by the one row that its statement gives: failures, should_warn, should_error.
import { isKind, type Value } from '../jinja/values/value.ts';
import { textOf } from '../jinja/values/repr.ts';
import { fail } from '../compile/errors.ts';
import type { TableData } from '../compile/result-table.ts';
import type { NodeStatus } from './node-result.ts';

export interface TestSettings {
  /** `error` or `warn`, in any case. */
  readonly severity: string;
  readonly warnIf: string;
  readonly errorIf: string;
  /** --warn-error: what would warn fails. */
  readonly warnsAreErrors: boolean;
}

export interface TestVerdict {
  readonly status: NodeStatus;
  readonly message: string | null;
  readonly failures: number;
}

/** @throws RUN_TEST when the statement does not give such a row. */
export function judgeTest(table: TableData | undefined, settings: TestSettings): TestVerdict {
  const row = table?.rows[0];
  if (table === undefined || row === undefined || table.rows.length !== 1 || table.names.length !== 3)
    throw fail('RUN_TEST', {
      reason: `a test gives one row with failures, should_warn and should_error, and this one gave ${table?.rows.length ?? 0} rows of ${table?.names.length ?? 0} columns`,
    });
  const of = (name: string): Value => row[table.names.findIndex((own) => own.toLowerCase() === name)] ?? null;
  const failures = countOf(of('failures'));
  const shouldWarn = truthOf(of('should_warn'), settings.warnIf);
  const shouldError = truthOf(of('should_error'), settings.errorIf);
  const count = `${failures} ${failures === 1 ? 'result' : 'results'}`;
  if (settings.severity.toLowerCase() === 'error' && shouldError)
    return { status: 'fail', failures, message: `Got ${count}, configured to fail if ${settings.errorIf}` };
  if (!shouldWarn) return { status: 'pass', failures: 0, message: null };
  if (settings.warnsAreErrors)
    return { status: 'fail', failures, message: `Got ${count}, configured to fail if ${settings.warnIf}` };
  return { status: 'warn', failures, message: `Got ${count}, configured to warn if ${settings.warnIf}` };
}

/** fail_calc may give any number; None means that there was nothing to count. */
function countOf(value: Value): number {
  if (value === null) return 0;
  const count = typeof value === 'object' && isKind(value, 'float') ? value.value : Number(textOf(value));
  if (Number.isFinite(count)) return count;
  throw fail('RUN_TEST', { reason: `fail_calc gave '${textOf(value)}', which is no number` });
}

function truthOf(value: Value, condition: string): boolean {
  if (typeof value === 'boolean') return value;
  // A comparison with NULL is unknown: dbt takes it for no, and so does this.
  if (value === null) return false;
  const text = textOf(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw fail('RUN_TEST', { reason: `'${condition}' gave '${textOf(value)}', neither true nor false` });
}
