// The yaml library, 80 files of CommonJS, for those that seldom need it: loaded when it is first asked for.
import { createRequire } from 'node:module';
import type * as library from 'yaml';

const require = createRequire(import.meta.url);
let loaded: typeof library | undefined;

export function yamlLibrary(): typeof library {
  return (loaded ??= require('yaml') as typeof library);
}
