/** How the work on a node ended: the statuses of run_results.json. */
export type Outcome =
  | 'success'
  | 'pass'
  | 'warn'
  | 'no-op'
  | 'reused'
  | 'error'
  | 'fail'
  | 'partial success'
  | 'runtime error'
  | 'skipped';

/** What comes after a node with this outcome is skipped. A test that fails holds back only in `build`. */
const SKIPS: Readonly<Record<Outcome, 'never' | 'build' | 'always'>> = {
  success: 'never',
  pass: 'never',
  warn: 'never',
  'no-op': 'never',
  reused: 'never',
  error: 'always',
  fail: 'build',
  'partial success': 'always',
  // Only of `source freshness`, where nothing comes after.
  'runtime error': 'never',
  skipped: 'build',
};

export function skipsDescendants(outcome: Outcome, isBuild: boolean): boolean {
  return SKIPS[outcome] === 'always' || (isBuild && SKIPS[outcome] === 'build');
}
