import { isCode, isShipped, type Check, type Finding, type SourceFile } from './source-file.ts';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const BLOB_BYTES_MAX = 256 * 1024;

export const checkSize: Check = (files) =>
  files.flatMap((file) => {
    const findings: Finding[] = [];
    if (isCode(file) && file.lines.length > FILE_LINES_MAX) {
      findings.push(at(file, 1, 'file length', `split it: ${file.lines.length} lines, ${FILE_LINES_MAX} at most`));
    }
    if (file.text.length > BLOB_BYTES_MAX)
      findings.push(at(file, 1, 'blob size', 'make it from a seed, or get it on demand'));
    if (isShipped(file)) findings.push(...longFunctions(file));
    return findings;
  });

/** A function begins at a line that opens it and ends at the brace of the same indentation. */
function longFunctions(file: SourceFile): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [index, line] of file.lines.entries()) {
    const indent = /^(\s*)(?:export )?(?:async )?(?:function\b|(?:static |async |#|private )*[\w#]+\(.*\{$)/.exec(
      line,
    )?.[1];
    if (indent === undefined || !line.endsWith('{')) continue;
    const end = file.lines.findIndex((candidate, at) => at > index && candidate.startsWith(`${indent}}`));
    if (end - index > FUNCTION_LINES_MAX) {
      findings.push(
        at(file, index + 1, 'function length', `name its parts: ${end - index} lines, ${FUNCTION_LINES_MAX} at most`),
      );
    }
  }
  return findings;
}

const NAMES_REFUSED = /(^|\/)(utils?|helpers?|manager|common|misc|index)\.tsx?$/;

export const checkNames: Check = (files) =>
  files.filter(isCode).flatMap((file) => {
    if (NAMES_REFUSED.test(file.path)) return [at(file, 1, 'file name', 'name it after the thing it has')];
    const name = file.path.split('/').at(-1) ?? '';
    return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.tsx?$/.test(name) ? [] : [at(file, 1, 'file name', 'kebab-case')];
  });

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Paths where it is at home. */
  readonly except: RegExp;
}

const BANS: readonly Ban[] = [
  { pattern: /\bnew Error\(/, instead: "throw fail('CODE', {…}) from the layer's errors.ts", except: /^$/ },
  {
    pattern: /\bDate\.now\(|\bperformance\.now\(/,
    instead: 'clock.nowMs() or clock.monotonicMs()',
    except: /adapters\/node\//,
  },
  { pattern: /\bprocess\.env\b/, instead: 'the environment passed by cli', except: /src\/cli\// },
  { pattern: /\bMath\.random\(/, instead: 'random passed in', except: /adapters\/node\// },
  { pattern: /\bconsole\./, instead: 'logger, or context.out', except: /^$/ },
  {
    pattern: /\bJSON\.parse\(/,
    instead: 'parseJson, which is bounded',
    except: /kernel\/(parse|read)-json|adapters\/(node|local-log)|cli\/version/,
  },
  { pattern: /\bprocess\.exit\(/, instead: 'return an exit code', except: /src\/cli\/role/ },
  { pattern: /\bTODO\b|\bFIXME\b/, instead: 'do it, or say it in the docs', except: /^$/ },
];

export const checkBans: Check = (files) =>
  files
    .filter(isShipped)
    .flatMap((file) =>
      file.lines.flatMap((line, index) =>
        BANS.filter((ban) => ban.pattern.test(line) && !ban.except.test(file.path) && !/^\s*(\/\/|\*)/.test(line)).map(
          (ban) => at(file, index + 1, `banned: ${ban.pattern.source}`, ban.instead),
        ),
      ),
    );

export const checkTests: Check = (files) =>
  files
    .filter((file) => file.path.endsWith('.test.ts'))
    .flatMap((file) =>
      file.lines.flatMap((line, index) =>
        /\b(test|it|describe)\.(only|skip|todo)\(/.test(line)
          ? [at(file, index + 1, 'focused or skipped test', 'run it, or delete it')]
          : [],
      ),
    );

const HEADINGS = ['**Duty.**', '**May import.**'];

/** Each folder of src has a README that says what it is for. */
export const checkReadmes: Check = (files) => {
  const paths = new Set(files.map((file) => file.path));
  const folders = new Set(files.filter(isShipped).map((file) => file.path.split('/').slice(0, 4).join('/')));
  const findings: Finding[] = [];
  for (const folder of folders) {
    if (!paths.has(`${folder}/README.md`))
      findings.push({
        path: `${folder}/README.md`,
        line: 1,
        rule: 'folder README',
        instead: `write it with ${HEADINGS.join(' ')}`,
      });
  }
  for (const file of files.filter((candidate) => /^packages\/[^/]+\/src\/.*README\.md$/.test(candidate.path))) {
    for (const heading of HEADINGS)
      if (!file.text.includes(heading)) findings.push(at(file, 1, 'README heading', `add ${heading}`));
  }
  return findings;
};

/** Links and back-ticked paths in documents lead somewhere. */
export const checkLinks: Check = (files) => {
  const paths = new Set(files.map((file) => file.path));
  const folders = new Set(
    [...paths].flatMap((path) => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))),
  );
  const known = (path: string): boolean => paths.has(path) || folders.has(path.replace(/\/$/, ''));
  return files
    .filter((file) => file.path.endsWith('.md'))
    .flatMap((file) =>
      file.lines.flatMap((line, index) => {
        const findings: Finding[] = [];
        for (const [, target = ''] of line.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
          const path = new URL(target, `file:///${file.path}`).pathname.slice(1);
          if (!known(path) && !/\.(png|svg)$/.test(path))
            findings.push(at(file, index + 1, 'dead link', `${target} does not exist`));
        }
        return findings;
      }),
    );
};

/** Every error code has a test that names it. */
export const checkErrorCodes: Check = (files) => {
  const tests = files
    .filter((file) => file.path.includes('/test/'))
    .map((file) => file.text)
    .join('\n');
  const seen = new Map<string, string>();
  return files
    .filter((file) => isShipped(file) && file.path.endsWith('/errors.ts'))
    .flatMap((file) =>
      file.lines.flatMap((line, index) => {
        const code = /^ {2}([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+): \{$/.exec(line)?.[1];
        if (code === undefined) return [];
        const twin = seen.get(code);
        seen.set(code, file.path);
        if (twin !== undefined) return [at(file, index + 1, 'error code', `${code} is taken by ${twin}`)];
        return tests.includes(code) ? [] : [at(file, index + 1, 'error code', `write a test that provokes ${code}`)];
      }),
    );
};

function at(file: SourceFile, line: number, rule: string, instead: string): Finding {
  return { path: file.path, line, rule, instead };
}
