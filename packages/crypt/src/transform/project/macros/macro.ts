import { bindMacro } from '../../jinja/render.ts';
import { positionOf } from '../../jinja/syntax/position.ts';
import type { MacroStatement, Template } from '../../jinja/syntax/tree.ts';
import type { PyFunction } from '../../jinja/values/value.ts';
import type { Place } from '../errors.ts';

/** A macro of a project, as both parsing and running look it up. */
export interface Macro {
  /** `macro.<package>.<name>`. */
  readonly uniqueId: string;
  /** `test_x` for a generic test, `materialization_x_default` for a materialization, `snapshot_x` for a snapshot. */
  readonly name: string;
  readonly packageName: string;
  /** From the package's folder. */
  readonly path: string;
  readonly text: string;
  readonly template: Template;
  readonly statement: MacroStatement;
  readonly place: Place;
  /** Its free names are looked up in the context of the rendering that calls it. */
  readonly call: PyFunction;
}

export interface MacroOrigin {
  readonly packageName: string;
  readonly path: string;
  readonly shownPath: string;
}

/** The macros at the top of a template; other statements there mean nothing. */
export function macrosOfTemplate(template: Template, origin: MacroOrigin): readonly Macro[] {
  return template.body.flatMap((statement) => {
    if (statement.kind !== 'macro' || statement.block === 'docs') return [];
    const name = macroName(statement);
    const { packageName, path } = origin;
    const place = { file: origin.shownPath, ...positionOf(template.source, statement.at) };
    const text = textOfBlock(template.source, statement);
    let bound: PyFunction | undefined;
    const macro = {
      uniqueId: `macro.${packageName}.${name}`,
      name,
      packageName,
      path,
      text,
      template,
      statement,
      place,
    };
    return [
      {
        ...macro,
        // Most macros of packages are never called.
        get call(): PyFunction {
          return (bound ??= bindMacro(template, statement));
        },
      },
    ];
  });
}

function macroName({ block, name }: MacroStatement): string {
  if (block === 'macro') return name;
  return block === 'materialization' ? `materialization_${name.replace('-', '_')}` : `${block}_${name}`;
}

/** From the block's first tag to its end tag, with the white space that those take. */
function textOfBlock(source: string, statement: MacroStatement): string {
  const tag = source.lastIndexOf('{%', statement.at + 1);
  const end = /\{%[-+]?\s*end(?:macro|test|data_test|materialization|snapshot)\s*(?:-%\}\s*|\+?%\})/g;
  end.lastIndex = statement.body.at(-1)?.at ?? statement.at;
  const found = end.exec(source);
  return source.slice(
    tag === -1 ? statement.at : startOfTag(source, tag),
    found === null ? source.length : end.lastIndex,
  );
}

/** A tag that trims owns the white space before it, but for what the tag before it has taken. */
function startOfTag(source: string, tag: number): number {
  if (source[tag + 2] !== '-') return tag;
  const before = source.slice(0, tag).trimEnd();
  return before.endsWith('-%}') ? tag : before.length;
}
