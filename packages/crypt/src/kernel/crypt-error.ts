// The one error class. Behaviour is decided by `kind`, never by the text of a message.
//
//   kind        meaning                                   exit  who acts
//   user        the project, a file or a flag is wrong      2   the reader of the message
//   data        rows were refused and kept as failed        3   whoever sends or maps the data
//   terminal    the outside world refuses for good          4   an operator
//   bug         an invariant of ours does not hold         70   us
//   transient   may work later; retried with a budget      75   nobody, until the budget is spent

export type ErrorKind = 'user' | 'data' | 'terminal' | 'bug' | 'transient';

/** Exit code of the program for each kind (sysexits.h for 70 and 75). */
export const EXIT_CODE: Readonly<Record<ErrorKind, number>> = {
  user: 2,
  data: 3,
  terminal: 4,
  bug: 70,
  transient: 75,
};

/** What a catalogue says about one code. `P` is the shape of the values the texts name. */
export interface ErrorEntry<P> {
  readonly kind: ErrorKind;
  /** What happened, with the values, and what was not changed. */
  readonly message: (params: P) => string;
  /** What to do next; a command to paste where there is one. */
  readonly hint: (params: P) => string;
  /** Values for the documentation page; never real data. */
  readonly example: P;
}

export class CryptError extends Error {
  override readonly name = 'CryptError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(fields: {
    code: string;
    kind: ErrorKind;
    message: string;
    hint: string;
    params: Readonly<Record<string, unknown>>;
    cause?: unknown;
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.kind = fields.kind;
    this.hint = fields.hint;
    this.params = fields.params;
  }
}

// `any` admits entries of every parameter shape; `failer` types each one again.
// oxlint-disable-next-line typescript/no-explicit-any
export type ErrorCatalogue = Readonly<Record<string, ErrorEntry<any>>>;

/** The values a message names; none for a message without. */
type ParamsOf<M> = M extends () => string
  ? Readonly<Record<string, never>>
  : M extends (params: infer P) => string
    ? P
    : never;

/** Makes the thrower of one layer: `throw fail('LOG_FULL', {…})`. */
export function failer<C extends ErrorCatalogue>(catalogue: C) {
  return function fail<K extends keyof C & string>(
    code: K,
    params: ParamsOf<C[K]['message']>,
    cause?: unknown,
  ): CryptError {
    const entry = catalogue[code] as ErrorEntry<unknown>;
    return new CryptError({
      code,
      kind: entry.kind,
      message: entry.message(params),
      hint: entry.hint(params),
      params: params as Readonly<Record<string, unknown>>,
      cause,
    });
  };
}

/** True for an error of ours, with one of `codes` when any are given. */
export function isCryptError(error: unknown, ...codes: string[]): error is CryptError {
  return error instanceof CryptError && (codes.length === 0 || codes.includes(error.code));
}

/** Code of a system error (`ENOENT`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** True for a system error that says that the disk, or a quota on it, is full. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '');
}

/** The text of anything thrown, on one line. */
export function errorText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll('\n', ' ');
}
