/** A file of the project's tracking plan, as it was read. */
export interface TrackingFile {
  /** From the folder of the plan, with `/`. */
  readonly path: string;
  /** Empty when there is a problem. */
  readonly text: string;
  /** Why it could not be read: `it is larger than …`. */
  readonly problem?: string;
}
