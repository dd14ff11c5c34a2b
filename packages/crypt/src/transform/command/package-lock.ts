// package-lock.yml: which packages were chosen, and a sum of what was asked for. Both are as dbt writes them, so that one
// takes the other's file.
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../kernel/parse-json.ts';
import type { PackageSpec } from '../project/settings/packages.ts';

export interface LockEntry {
  readonly name: string;
  readonly spec: PackageSpec;
}

/** sha1, in hex. */
export function hashOfPackages(items: readonly JsonObject[]): string {
  const texts = items.map((item) => pythonJson(shapeOf(item))).toSorted();
  return createHash('sha1').update(texts.join('\n')).digest('hex');
}

function shapeOf(item: JsonObject): JsonObject {
  const base = { ...item, unrendered: item };
  if ('package' in item) return { install_prerelease: false, ...base };
  if ('git' in item) return { revision: null, subdirectory: null, 'warn-unpinned': null, ...base };
  return base;
}

/** As Python's json.dumps with sorted keys. */
function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as JsonObject).toSorted(([one], [other]) => (one < other ? -1 : 1));
    return `{${entries.map(([key, item]) => `${pythonJson(key)}: ${pythonJson(item)}`).join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}

export function renderLock(entries: readonly LockEntry[], hash: string): string {
  const lines = entries.flatMap(({ name, spec }) => {
    const fields = Object.entries({ ...fieldsOf(spec), name })
      .filter(([, value]) => value !== undefined)
      .toSorted(([one], [other]) => (one < other ? -1 : 1));
    return fields.map(([key, value], index) => `${index === 0 ? '- ' : '  '}${key}: ${scalar(value ?? '')}`);
  });
  return `packages:\n${lines.map((line) => `${line}\n`).join('')}sha1_hash: ${hash}\n`;
}

function fieldsOf(spec: PackageSpec): Readonly<Record<string, string | undefined>> {
  switch (spec.kind) {
    case 'hub':
      return { package: spec.name, version: spec.versions.join(',') };
    case 'git':
      return { git: spec.url, revision: spec.revision, subdirectory: spec.subdirectory };
    case 'tarball':
      return { tarball: spec.url };
    case 'local':
      return { local: spec.path };
    case 'private':
      return { private: spec.name, revision: spec.revision, subdirectory: spec.subdirectory };
  }
}

function scalar(text: string): string {
  return (/^[A-Za-z_./][\w./:@+-]*$/.test(text) && !text.endsWith(':')) || /^\d+\.\d+\.\d+$/.test(text)
    ? text
    : JSON.stringify(text);
}
