import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { basename, delimiter, join, resolve } from 'node:path';
import { assetUrl } from '../../kernel/asset.ts';
import { parseConfig } from '../../config/read-config.ts';
import type { CliContext, Command } from '../context.ts';
import { fail } from '../errors.ts';

export const init: Command = async (context, args) => {
  const aliasFolder = args.text('dbt-alias');
  if (aliasFolder !== undefined) return writeAlias(context, resolve(context.folder, aliasFolder), args.json);
  const folder = resolve(context.folder, args.words[0] ?? '.');
  const path = join(folder, 'crypt.yml');
  if ((await context.files.stat(path)) !== undefined) throw fail('INIT_EXISTS', { path });
  const name = args.text('name') ?? toName(basename(folder));
  const text = readFileSync(assetUrl('init/crypt.yml'), 'utf8').replace('name-of-project', name);
  parseConfig(text, path);
  await context.files.makeFolder(folder);
  await context.files.replaceFile(path, text);
  const written = ['crypt.yml'];
  const ignore = join(folder, '.gitignore');
  if ((await context.files.stat(ignore)) === undefined) {
    await context.files.replaceFile(ignore, readFileSync(assetUrl('init/gitignore')));
    written.push('.gitignore');
  }
  if (args.json) context.out(`${JSON.stringify({ folder, name, written })}\n`);
  else context.out(`Made ${written.join(' and ')} in ${folder}.\nNext: cd ${folder} && crypt up\n`);
  return 0;
};

const ALIAS = '#!/bin/sh\n# Written by crypt init --dbt-alias.\nexec crypt "$@"\n';

/** A dbt that is there stays. @throws ALIAS_EXISTS (user) */
async function writeAlias({ files, out, environment }: CliContext, folder: string, json: boolean): Promise<number> {
  const path = join(folder, 'dbt');
  const isThere = (await files.stat(path)) !== undefined;
  if (isThere && Buffer.from(await files.readFile(path)).toString('utf8') !== ALIAS)
    throw fail('ALIAS_EXISTS', { path });
  await files.makeFolder(folder);
  await files.replaceFile(path, ALIAS);
  await chmod(path, 0o755);
  const isOnPath = (environment['PATH'] ?? '').split(delimiter).includes(folder);
  const next = isOnPath
    ? 'Try it: dbt --version'
    : `${folder} is not on your PATH: add it before where another dbt lies.`;
  out(json ? `${JSON.stringify({ path, isOnPath })}\n` : `Wrote ${path}. ${next}\n`);
  return 0;
}

/** A folder's name as a project's: lower case, and what is not allowed becomes `-`. */
function toName(folder: string): string {
  const name = folder.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  return /^[a-z]/.test(name) ? name : `project-${name}`;
}
