import { failer, type ErrorEntry } from '../kernel/crypt-error.ts';

export const configErrors = {
  CONFIG_MISSING: {
    kind: 'user',
    message: (p) => `There is no crypt.yml in ${p.folder} or above it. Nothing was started.`,
    hint: () => 'Make a project here with `crypt init`, or name its folder: crypt --project <folder> …',
    example: { folder: '/home/ada/shop' },
  } satisfies ErrorEntry<{ folder: string }>,
  CONFIG_YAML: {
    kind: 'user',
    message: (p) => `${p.path}:${p.line} is not YAML: ${p.reason}. Nothing was started or changed.`,
    hint: () => 'Correct the line; indentation is two spaces, and text with a colon needs quotes.',
    example: { path: 'crypt.yml', line: 3, reason: 'Nested mappings are not allowed in compact mappings' },
  } satisfies ErrorEntry<{ path: string; line: number; reason: string }>,
  CONFIG_REFUSED: {
    kind: 'user',
    message: (p) => `${p.path} is refused: ${p.problems.join('; ')}. Nothing was started or changed.`,
    hint: () => 'Every field, with its default: docs/config.md.',
    example: { path: 'crypt.yml', problems: ['line 4: colector is not a field; did you mean collector?'] },
  } satisfies ErrorEntry<{ path: string; problems: readonly string[] }>,
  CONFIG_ENVIRONMENT: {
    kind: 'user',
    message: (p) => `${p.name}=${p.value} is not ${p.expected}. Nothing was started.`,
    hint: (p) => `Set it to ${p.expected}, or unset it: unset ${p.name}`,
    example: { name: 'CRYPT_PORT', value: 'http', expected: 'a port from 1 to 65533' },
  } satisfies ErrorEntry<{ name: string; value: string; expected: string }>,
  DATA_FORMAT: {
    kind: 'user',
    message: (p) =>
      `${p.folder} was written by format ${p.found}; this version reads up to ${p.supported}. It was not opened.`,
    hint: () => 'Use the version of crypt that wrote it, or a newer one.',
    example: { folder: '.crypt', found: 2, supported: 1 },
  } satisfies ErrorEntry<{ folder: string; found: number; supported: number }>,
};

export const fail = failer(configErrors);
