// Macros of files that were parsed before: a file is parsed again when one of its macros is first called. Most never are.
import { assert } from '../../../kernel/assert.ts';
import type { SourceFile } from '../files/source-file.ts';
import type { ManifestMacro } from '../manifest.ts';
import { parseMacroFile } from '../parse-macros.ts';
import type { Macro } from './macro.ts';

/** @param files those of the macros, with the texts that they had. In the order of `known`. */
export function knownMacros(known: Iterable<ManifestMacro>, files: readonly SourceFile[]): readonly Macro[] {
  const openFile = new Map(files.map((file) => [`${file.packageName} ${file.path}`, lazyFile(file)]));
  return Array.from(known, ({ unique_id, name, package_name, path, macro_sql }): Macro => {
    const parsed = (): Macro => {
      const macro = openFile.get(`${package_name} ${path}`)?.().get(unique_id);
      assert(macro !== undefined, 'a file that did not change has the macros it had');
      return macro;
    };
    return {
      uniqueId: unique_id,
      name,
      packageName: package_name,
      path,
      text: macro_sql,
      get template() {
        return parsed().template;
      },
      get statement() {
        return parsed().statement;
      },
      get place() {
        return parsed().place;
      },
      get call() {
        return parsed().call;
      },
    };
  });
}

function lazyFile(file: SourceFile): () => ReadonlyMap<string, Macro> {
  let macros: ReadonlyMap<string, Macro> | undefined;
  return () => (macros ??= new Map(parseMacroFile(file).map((macro) => [macro.uniqueId, macro])));
}
