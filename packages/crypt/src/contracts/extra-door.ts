// A part of the collector's paths that something else answers: it comes in when the program is composed, so that the
// collector knows nothing of it. For requests of this machine alone.

export interface ExtraRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Raw query, without `?`. */
  readonly query: string;
  /** The Host and Origin headers, or null. */
  readonly host: string | null;
  readonly origin: string | null;
  /** Empty for GET. */
  readonly body: Uint8Array;
}

export interface ExtraAnswer {
  readonly status: number;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];
  readonly body: string;
}

export interface ExtraDoor {
  /** The paths are this one and all below it: `/micro`. */
  readonly prefix: string;
  /** Rejects only for a defect of ours. */
  handle(request: ExtraRequest): Promise<ExtraAnswer>;
}
