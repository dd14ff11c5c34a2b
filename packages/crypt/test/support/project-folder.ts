// Projects for tests: files by path, written to a folder and parsed.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { nodeFiles } from '../../src/adapters/node/node-files.ts';
import { parseProject, type Parsed, type ParseOptions } from '../../src/transform/project/parse-project.ts';
import { readProject, type ProjectQuestion } from '../../src/transform/project/read-project.ts';
import { tempFolder } from './temp-folder.ts';

export type ProjectFiles = Readonly<Record<string, string>>;

const SETTINGS = 'name: p\nprofile: p\n';
const PROFILES = 'p:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: db.duckdb, schema: main}\n';

export async function writeFiles(folder: string, files: ProjectFiles): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** A folder with a small project and these files. */
export async function projectFolder(t: TestContext, files: ProjectFiles): Promise<string> {
  const folder = await tempFolder(t);
  await writeFiles(folder, { 'dbt_project.yml': SETTINGS, 'profiles.yml': PROFILES, ...files });
  return folder;
}

export interface ParseChoices extends Partial<ParseOptions> {
  readonly question?: Partial<ProjectQuestion>;
}

export async function parseFolder(folder: string, { question, ...options }: ParseChoices = {}): Promise<Parsed> {
  const project = await readProject({ folder, files: nodeFiles, environment: {}, ...question });
  return parseProject(project, { invocationId: 'test', startedMs: 0, ...options });
}

export async function parseFilesOf(t: TestContext, files: ProjectFiles, choices: ParseChoices = {}): Promise<Parsed> {
  return parseFolder(await projectFolder(t, files), choices);
}

/** `CODE message` of each. */
export function told(problems: readonly { readonly code: string; readonly message: string }[]): readonly string[] {
  return problems.map(({ code, message }) => `${code} ${message}`);
}
