// Macro files of all packages to the index of macros.
import { isCryptError } from '../../kernel/crypt-error.ts';
import { hasTags, parseTemplate } from '../jinja/syntax/parse-template.ts';
import { renderPlace, fail, type Problems } from './errors.ts';
import { isMacroFile } from './files/find-files.ts';
import { placedText, type SourceFile } from './files/source-file.ts';
import { indexMacros, type MacroIndex } from './macros/macro-index.ts';
import { macrosOfTemplate, type Macro } from './macros/macro.ts';

export interface MacroFiles {
  readonly files: Iterable<SourceFile>;
  readonly rootName: string;
  readonly internalNames: readonly string[];
  readonly problems: Problems;
}

export function parseMacros({ files, rootName, internalNames, problems }: MacroFiles): MacroIndex {
  const macros: Macro[] = [];
  for (const file of files) {
    if (!isMacroFile(file) || !hasTags(file.text)) continue;
    try {
      macros.push(...parseMacroFile(file));
    } catch (error) {
      if (!isCryptError(error)) throw error;
      problems.errors.push(error);
    }
  }
  return indexMacros(macros, rootName, internalNames, (macro, first) => {
    const reason = `the package '${macro.packageName}' has two macros named '${macro.name}'; the other is at ${renderPlace(first.place).replace(/: $/, '')}`;
    problems.errors.push(fail('PROJECT_DUPLICATE', { reason, place: macro.place }));
  });
}

/** @throws JINJA_* (user) */
export function parseMacroFile(file: SourceFile): readonly Macro[] {
  const { packageName, path, shownPath } = file;
  return macrosOfTemplate(parseTemplate(placedText(file), shownPath), { packageName, path, shownPath });
}
