/** Something wrong, or worth knowing, in the files of a tracking plan. */
export interface TrackingProblem {
  /** From the folder of the plan. */
  readonly path: string;
  readonly line: number | undefined;
  /** What has errors is not published; warnings are advice. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** What to do. */
  readonly hint: string | undefined;
}
