// The yaml library, 80 files of CommonJS, for those that seldom need it: loaded when it is first asked for.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let loaded: typeof import('yaml') | undefined;

export function yamlLibrary(): typeof import('yaml') {
  return (loaded ??= require('yaml') as typeof import('yaml'));
}
