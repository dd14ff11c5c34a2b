import type { StatementPlace } from '../../contracts/sql-engine.ts';
import { failer, type ErrorEntry } from '../../kernel/crypt-error.ts';

export const duckdbErrors = {
  SQL_FAILED: {
    kind: 'user',
    message: (p) => `The statement was refused: ${p.reason}`,
    hint: () => 'Correct the statement; nothing was changed by it.',
    example: { reason: 'Catalog Error: Table with name event does not exist! Did you mean "events"?' },
    // `at`: the place in the statement, from 1, when the engine tells it.
  } satisfies ErrorEntry<{ reason: string; at?: StatementPlace }>,
  ENGINE_ROWS: {
    kind: 'user',
    message: (p) =>
      `A query gives ${p.rows} rows, more than the ${p.rowsMax} that a template may read. None were read.`,
    hint: () => 'Narrow the query, or count in SQL instead of in the template.',
    example: { rows: 2_000_000, rowsMax: 1_000_000 },
  } satisfies ErrorEntry<{ rows: number; rowsMax: number }>,
  SQL_READ_ONLY: {
    kind: 'user',
    message: (p) => `This session only reads, and the statement would change something: ${p.reason}`,
    hint: () => 'Models change tables, not statements. Use a model, or a copy of the data.',
    example: { reason: 'Cannot execute statement of type "DELETE" in a read-only transaction' },
  } satisfies ErrorEntry<{ reason: string }>,
  MODELS_ONLY: {
    kind: 'user',
    message: (p) =>
      `A model may change tables of the models database, and this would change something else: ${p.reason}. Nothing was changed.`,
    hint: () => 'Read from landing.*, write to models.*: docs/models.md says what a model may do.',
    example: { reason: 'statements of the kind ATTACH act on files, on the engine or on other databases' },
  } satisfies ErrorEntry<{ reason: string }>,
  SQL_DEADLINE: {
    kind: 'user',
    message: (p) => `The statement took longer than ${p.deadlineMs} ms and was stopped. Nothing was changed.`,
    hint: (p) => `Narrow it, or allow more time: crypt sql --seconds ${Math.ceil((p.deadlineMs / 1000) * 4)} "…"`,
    example: { deadlineMs: 30_000 },
  } satisfies ErrorEntry<{ deadlineMs: number }>,
  SQL_CANCELLED: {
    kind: 'user',
    message: () => 'The statement was cancelled. Nothing was changed.',
    hint: () => 'Run it again when you want its result.',
    example: {},
  } satisfies ErrorEntry<Record<string, never>>,
  WAREHOUSE_LOST: {
    kind: 'transient',
    message: (p) => `The database engine stopped (${p.reason}). Whether the last statement took effect is unknown.`,
    hint: () => 'The warehouse process restarts by itself and continues from the stored position: crypt status.',
    example: { reason: 'FATAL Error: database has been invalidated' },
  } satisfies ErrorEntry<{ reason: string }>,
  WAREHOUSE_UNREADABLE: {
    kind: 'terminal',
    message: (p) => `${p.path} cannot be opened: ${p.reason}. It was left as it is.`,
    hint: () => 'Make the warehouse again from the log: crypt restore.',
    example: { path: '.crypt/landing.duckdb', reason: 'IO Error: checksum mismatch' },
  } satisfies ErrorEntry<{ path: string; reason: string }>,
  WAREHOUSE_FULL: {
    kind: 'transient',
    message: (p) => `${p.path} cannot be opened while the disk is full: ${p.reason}. It was left as it is.`,
    hint: () => 'Free some space: df -h. The warehouse is then opened by itself.',
    example: { path: '.crypt/warehouse/landing.duckdb', reason: 'IO Error: No space left on device' },
  } satisfies ErrorEntry<{ path: string; reason: string }>,
  DATABASE_NEWER: {
    kind: 'user',
    message: (p) =>
      `${p.path} was written by a newer DuckDB (storage version ${p.storage}), which DuckDB ${p.version} of this program cannot read. It was left as it is.`,
    hint: () =>
      "With the newer DuckDB: EXPORT DATABASE 'folder', and IMPORT DATABASE 'folder' into a new file with one that is as old as this. Or name another path in profiles.yml, and `crypt build` makes everything again.",
    example: { path: '/srv/shop/shop.duckdb', storage: '99', version: '1.5.6' },
  } satisfies ErrorEntry<{ path: string; storage: string; version: string }>,
  DATABASE_IN_USE: {
    kind: 'user',
    message: (p) =>
      `${p.path} is open in another program${p.holder === '' ? '' : `: ${p.holder}`}. DuckDB lets one process open a file. It was left as it is.`,
    hint: () => 'Close the file there (a notebook, a shell, dbt, a database viewer), and run the command again.',
    example: { path: '/srv/shop/shop.duckdb', holder: '/usr/bin/python3.11, pid 4711' },
  } satisfies ErrorEntry<{ path: string; holder: string }>,
  DATABASE_READ_ONLY: {
    kind: 'user',
    message: (p) => `${p.path} may not be written here: ${p.reason}. It was left as it is.`,
    hint: () => 'Give the user that runs this the right to write the file and its folder: ls -l.',
    example: { path: '/srv/shop/shop.duckdb', reason: 'Permission denied' },
  } satisfies ErrorEntry<{ path: string; reason: string }>,
  DATABASE_NAME: {
    kind: 'user',
    message: (p) =>
      `${p.path} cannot be opened: DuckDB keeps the name '${p.name}' for itself, and names a database after its file.`,
    hint: () => 'Rename the file, and correct the path in profiles.yml.',
    example: { path: '/srv/shop/main.duckdb', name: 'main' },
  } satisfies ErrorEntry<{ path: string; name: string }>,
  DATABASE_UNREADABLE: {
    kind: 'user',
    message: (p) => `${p.path} cannot be opened: ${p.reason}. It was left as it is.`,
    hint: () =>
      'If it is another file than the one that you mean, correct the path in profiles.yml. If it is broken, move it away: `crypt build` makes everything again but snapshots.',
    example: { path: '/srv/shop/shop.duckdb', reason: 'IO Error: it is not a valid DuckDB database file' },
  } satisfies ErrorEntry<{ path: string; reason: string }>,
  BATCH_GAP: {
    kind: 'bug',
    message: (p) => `Batch ${p.id} starts at ${p.from}, but ${p.expected} comes next. Nothing was stored.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { id: 'events-0-10-20', from: 10, expected: 8 },
  } satisfies ErrorEntry<{ id: string; from: number; expected: number }>,
  BATCH_ROWS: {
    kind: 'bug',
    message: (p) =>
      `Batch ${p.id} brings ${p.expected} rows for ${p.table}, but ${p.read} were read. Nothing was stored.`,
    hint: () => 'Please report this with the output of `crypt doctor --json`.',
    example: { id: 'events-0-10-20', table: 'events', expected: 10, read: 9 },
  } satisfies ErrorEntry<{ id: string; table: string; expected: number; read: number }>,
};

export const fail = failer(duckdbErrors);
