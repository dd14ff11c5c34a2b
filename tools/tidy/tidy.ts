// The style as a test. A guard must prove that it looked: each check has to reject a planted violation in the same run,
// and too few files fail.
import { fileURLToPath } from 'node:url';
import { checkEdges } from './edges.ts';
import { checkBans, checkErrorCodes, checkLinks, checkNames, checkReadmes, checkSize, checkTests } from './rules.ts';
import { readSources, sourceFile, type Check, type SourceFile } from './source-file.ts';

const FILES_MIN = 100;

interface Guard {
  readonly check: Check;
  readonly planted: readonly SourceFile[];
}

const src = 'packages/crypt/src';

const GUARDS: Readonly<Record<string, Guard>> = {
  edges: { check: checkEdges, planted: [sourceFile(`${src}/collect/bad.ts`, "import { x } from '../load/x.ts';")] },
  vendors: { check: checkEdges, planted: [sourceFile(`${src}/load/bad.ts`, "import { x } from '@duckdb/node-api';")] },
  size: { check: checkSize, planted: [sourceFile(`${src}/load/bad.ts`, '\n'.repeat(500))] },
  functions: {
    check: checkSize,
    planted: [sourceFile(`${src}/load/bad.ts`, `function long() {\n${'  x();\n'.repeat(80)}}\n`)],
  },
  names: { check: checkNames, planted: [sourceFile(`${src}/load/utils.ts`, '')] },
  bans: { check: checkBans, planted: [sourceFile(`${src}/load/bad.ts`, "throw new Error('no');")] },
  tests: { check: checkTests, planted: [sourceFile('packages/crypt/test/unit/bad.test.ts', "test.only('x', f);")] },
  readmes: { check: checkReadmes, planted: [sourceFile(`${src}/newborn/x.ts`, '')] },
  links: { check: checkLinks, planted: [sourceFile('docs/bad.md', '[gone](gone.md)')] },
  codes: { check: checkErrorCodes, planted: [sourceFile(`${src}/load/errors.ts`, '  LOAD_UNTESTED: {')] },
};

const root = fileURLToPath(new URL('../../../', import.meta.url));
const files = readSources(root);
const problems: string[] = [];
for (const [name, { check, planted }] of Object.entries(GUARDS)) {
  if (check(planted).length === 0) problems.push(`tidy: the check "${name}" did not see a planted violation`);
}
if (files.length < FILES_MIN)
  problems.push(`tidy: only ${files.length} files were seen, ${FILES_MIN} at least are there`);
for (const check of new Set(Object.values(GUARDS).map((guard) => guard.check))) {
  for (const { path, line, rule, instead } of check(files)) problems.push(`${path}:${line}  ${rule}: ${instead}`);
}
process.stdout.write(problems.map((problem) => `${problem}\n`).join(''));
process.stdout.write(
  `tidy: ${files.length} files, ${Object.keys(GUARDS).length} planted violations rejected, ${problems.length} problems\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
