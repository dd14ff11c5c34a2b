// Texts of a YAML file that are templates, rendered to values.
import { textOf } from '../../jinja/values/repr.ts';
import { isCryptError } from '../../../kernel/crypt-error.ts';
import { fail as jinjaFail } from '../../errors.ts';
import { emptyDict, entriesOf, setItem } from '../../jinja/values/dict.ts';
import { isKind, isList, type Value } from '../../jinja/values/value.ts';
import { renderNative } from '../../jinja/render.ts';
import { hasTags, parseTemplate } from '../../jinja/syntax/parse-template.ts';
import type { Context, RenderOptions } from '../../jinja/run/state.ts';
import { fail, projectErrors, type Place, type ProjectCode, type ProjectProblem, type Problems } from '../errors.ts';
import type { YamlPath } from '../yaml/read-yaml.ts';

export interface YamlRendering {
  readonly context: Context;
  readonly options: RenderOptions;
  readonly problems: Problems;
  readonly placeOf: (path: YamlPath) => Place;
  /** Whether the text at a path is rendered now. Absent: all are. */
  readonly selects?: (path: YamlPath) => boolean;
}

/** A copy with rendered texts; where nothing is a template, the value itself. What cannot be rendered becomes None. */
export function renderYaml(value: Value, rendering: YamlRendering, path: YamlPath = []): Value {
  return hasTemplates(value) ? renderPart(value, rendering, path) : value;
}

function hasTemplates(value: Value): boolean {
  if (typeof value === 'string') return hasTags(value) || value.endsWith('\n');
  if (isList(value)) return value.some(hasTemplates);
  if (!isKind(value, 'dict')) return false;
  for (const item of value.values.values()) if (hasTemplates(item)) return true;
  return false;
}

function renderPart(value: Value, rendering: YamlRendering, path: YamlPath): Value {
  if (typeof value === 'string') return renderText(value, rendering, path);
  if (isList(value)) return value.map((item, index) => renderPart(item, rendering, [...path, index]));
  if (!isKind(value, 'dict')) return value;
  const dict = emptyDict();
  for (const [key, item] of entriesOf(value))
    setItem(dict, key, renderPart(item, rendering, [...path, typeof key === 'number' ? key : textOf(key)]));
  return dict;
}

function renderText(text: string, rendering: YamlRendering, path: YamlPath): Value {
  if (rendering.selects?.(path) === false) return text;
  // dbt renders every text, and Jinja takes the last line end away.
  if (!hasTags(text)) return text.replace(/\n$/, '');
  try {
    return renderNative(parseTemplate(text, path.join('.')), rendering.context, rendering.options);
  } catch (error) {
    rendering.problems.errors.push(placed(error, rendering.placeOf(path)));
    return null;
  }
}

/** The error with a place in a file of the project, instead of one in the small template that stands there. */
export function placed(error: unknown, place: Place): ReturnType<typeof fail> {
  if (!isCryptError(error)) throw error;
  if (error.code in projectErrors)
    return fail(error.code as ProjectCode, { ...(error.params as unknown as ProjectProblem), place }, error);
  if (error.code === 'JINJA_SYNTAX' || error.code === 'JINJA_BLOCKS') {
    const { problems } = error.params as { problems?: readonly { reason: string }[] };
    const found = (problems ?? []).map(({ reason }) => ({ line: place.line, column: place.column, reason }));
    return jinjaFail('JINJA_SYNTAX', { template: place.file, problems: found });
  }
  const { reason, advice } = error.params as { reason?: string; advice?: string };
  const template = { template: place.file, line: place.line, column: place.column, stack: [] };
  const problem = { reason: reason ?? error.message, place: template, ...(advice === undefined ? {} : { advice }) };
  return error.code.startsWith('JINJA_') ? jinjaFail(error.code as 'JINJA_UNDEFINED', problem, error) : error;
}
