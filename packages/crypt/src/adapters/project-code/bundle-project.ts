// The project's files to one module that Node runs. Packages stay where npm put them; what the project wrote itself,
// relative imports and all, is compiled in.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Message, Plugin } from 'esbuild';
import type { Files } from '../../kernel/effects.ts';
import { fail } from './errors.ts';

export interface Bundle {
  readonly path: string;
  /** Absolute paths of the project's sources in it; their names relative to the project. */
  readonly sources: Readonly<Record<string, string>>;
}

export interface BundleOptions {
  /** Absolute and real, since stack traces name real paths. */
  readonly projectFolder: string;
  /** Relative to it. */
  readonly files: readonly string[];
  /** Where the bundle is put; absolute, real, and there. */
  readonly folder: string;
}

const PROBLEMS_SHOWN = 5;

/** @throws PROJECT_CODE_MISSING, PROJECT_CODE_COMPILE (user). */
export async function bundleProject({ projectFolder, files, folder }: BundleOptions, disk: Files): Promise<Bundle> {
  for (const file of files) {
    if ((await disk.stat(join(projectFolder, file))) !== undefined) continue;
    throw fail('PROJECT_CODE_MISSING', { file, folder: projectFolder });
  }
  const path = join(folder, 'bundle.mjs');
  const { code, inputs } = await compile(projectFolder, files, path);
  await disk.replaceFile(path, code);
  const names = inputs.filter((name) => !name.startsWith('<'));
  return { path, sources: Object.fromEntries(names.map((name) => [resolve(projectFolder, name), name])) };
}

/** Compilations under way: they share the compiler's process. */
let compiling = 0;

/** Loads the compiler, and ends its process afterwards: it is needed once. */
async function compile(
  projectFolder: string,
  files: readonly string[],
  path: string,
): Promise<{ code: Uint8Array; inputs: readonly string[] }> {
  const esbuild = await import('esbuild');
  compiling++;
  try {
    const { outputFiles, metafile } = await esbuild.build({
      stdin: { contents: entry(projectFolder, files), resolveDir: projectFolder },
      absWorkingDir: projectFolder,
      outfile: path,
      write: false,
      bundle: true,
      metafile: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      loader: { '.txt': 'text', '.csv': 'text' },
      logLevel: 'silent',
      plugins: [packagesOutside],
    });
    return { code: outputFiles[0]?.contents ?? new Uint8Array(), inputs: Object.keys(metafile.inputs) };
  } catch (error) {
    const { errors = [] } = error as { errors?: readonly Message[] };
    if (errors.length === 0) throw error;
    throw fail('PROJECT_CODE_COMPILE', { problems: describe(errors) });
  } finally {
    if (--compiling === 0) await esbuild.stop();
  }
}

/** A module whose default export lists the modules of the files. */
function entry(projectFolder: string, files: readonly string[]): string {
  const imports = files.map((file, i) => `import * as file${i} from ${JSON.stringify(join(projectFolder, file))};`);
  return [...imports, `export default [${files.map((_, i) => `file${i}`).join(', ')}];`].join('\n');
}

function describe(errors: readonly Message[]): readonly string[] {
  const shown = errors.slice(0, PROBLEMS_SHOWN).map(({ text, location }) => {
    return location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`;
  });
  const more = errors.length - shown.length;
  return more === 0 ? shown : [...shown, `and ${more} more`];
}

/**
 * Leaves imports of installed packages to Node, by the address of the file: the bundle may lie where Node finds no
 * node_modules above it. What is not found is esbuild's to report, with file and line.
 */
const packagesOutside: Plugin = {
  name: 'packages outside',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === packagesOutside) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: packagesOutside });
      if (found.errors.length > 0 || found.external || !found.path.includes('/node_modules/')) return undefined;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};
