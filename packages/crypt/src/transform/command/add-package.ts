// deps --add-package: a package into packages.yml, whose other lines and comments stay as they are.
import { join } from 'node:path';
import type { Document } from 'yaml';
import { yamlLibrary } from '../../kernel/yaml-library.ts';
import type { Files } from '../../kernel/effects.ts';
import { fail } from './errors.ts';
import type { Narrator } from './narrator.ts';
import type { Invocation } from './parse-invocation.ts';

const SOURCES = ['hub', 'git', 'local'];

/** @throws COMMAND_LINE, COMMAND_PACKAGE (user); the file is then as it was. */
export async function addPackage(
  { given }: Invocation,
  folder: string,
  files: Files,
  narrator: Pick<Narrator, 'say'>,
): Promise<void> {
  const source = String(given.get('source') ?? 'hub');
  if (!SOURCES.includes(source))
    throw fail('COMMAND_LINE', { reason: `--source is one of ${SOURCES.join(', ')}, not ${source}.` });
  const entry = parsePackage(String(given.get('add_package')), source);
  const path = join(folder, 'packages.yml');
  const isThere = (await files.stat(path)) !== undefined;
  const text = isThere ? Buffer.from(await files.readFile(path)).toString('utf8') : 'packages: []\n';
  const document = yamlLibrary().parseDocument(text);
  const [broken] = document.errors;
  if (broken !== undefined)
    throw fail('COMMAND_PACKAGE', { reason: `packages.yml cannot be read: ${broken.message.split('\n')[0]}` });
  const removed = replaceEntry(document, entry);
  await files.replaceFile(path, document.toString({ flowCollectionPadding: false }));
  for (const name of removed) narrator.say(`Removed ${name} from packages.yml`);
  narrator.say(`Added ${Object.values(entry).flat().join('@')} to packages.yml`);
}

type Entry = Readonly<Record<string, string | readonly string[]>>;

/** `dbt-labs/dbt_utils@1.1.1`, `…@>=1.0.0,<2.0.0`, an address of git with its revision, a folder. */
function parsePackage(text: string, source: string): Entry {
  // An address may hold an @ itself: git@host:owner/name.git@1.0
  const at = text.lastIndexOf('@');
  const hasVersion = at > 0 && !/[/:]/.test(text.slice(at + 1));
  const [name, version] = hasVersion ? [text.slice(0, at), text.slice(at + 1)] : [text, ''];
  if (source === 'local') return { local: text };
  if (version === '' || name === '')
    throw fail('COMMAND_LINE', {
      reason: `--add-package is name@version, such as dbt-labs/dbt_utils@1.1.1, not ${text}.`,
    });
  if (source === 'git') return { git: name, revision: version };
  const versions = version.split(',').map((part) => part.trim());
  return { package: name, version: versions.length === 1 ? version : versions };
}

/** @returns names of entries of the same package, which make room. */
function replaceEntry(document: Document, entry: Entry): readonly string[] {
  const name = shortName(String(entry['package'] ?? entry['git'] ?? entry['local']));
  const list = document.get('packages');
  const { isMap, isSeq } = yamlLibrary();
  if (!isSeq(list)) {
    document.set('packages', document.createNode([entry]));
    return [];
  }
  const removed: string[] = [];
  list.items = list.items.filter((item) => {
    const known = isMap(item) ? ['package', 'git', 'local', 'tarball'].map((key) => item.get(key)) : [];
    const named = known.find((value) => typeof value === 'string');
    if (named === undefined || shortName(named) !== name) return true;
    removed.push(named);
    return false;
  });
  list.flow = false;
  list.add(document.createNode(entry));
  return removed;
}

/** `dbt-labs/dbt_utils` and `https://host/dbt-labs/dbt-utils.git` are one package. */
function shortName(text: string): string {
  const last =
    text
      .replace(/\.git$/, '')
      .replace(/\/+$/, '')
      .split('/')
      .at(-1) ?? text;
  return last.replaceAll('-', '_').toLowerCase();
}
