// DuckDB's library: 150 files of CommonJS. `require` reads each once; `import` reads it a second time for the names it
// exports, which took a tenth of a second of every command.
import { createRequire } from 'node:module';
import type * as library from '@duckdb/node-api';

export const duckdb = createRequire(import.meta.url)('@duckdb/node-api') as typeof library;
