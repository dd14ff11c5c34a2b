// Reads regexes.yaml of uap-core. Its thousand rules use one small part of YAML, one `key: value` a line; a full parser
// takes 300 ms and 20 MB for them at every start, these lines 4 ms.
import { errorText } from '../../kernel/crypt-error.ts';
import { requiredLiterals, type Literals } from './required-literals.ts';

/** One expression and what it replaces, `family_replacement` and the like. */
export interface UserAgentRule {
  /** V8 compiles it when it first runs. */
  readonly pattern: RegExp;
  /** What a user agent in lower case holds, one of them at least, where the expression matches; undefined: anything. */
  readonly literals: Literals | undefined;
  readonly replacements: ReadonlyMap<string, string>;
}

/** In the order in which they are tried; the first that matches wins. */
export interface UserAgentRules {
  readonly browsers: readonly UserAgentRule[];
  readonly systems: readonly UserAgentRule[];
  readonly devices: readonly UserAgentRule[];
}

const LISTS = ['user_agent_parsers', 'os_parsers', 'device_parsers'] as const;
const NOTHING = /^\s*(?:#|$)/;
const LIST = /^([a-z_]+): *$/;
const FIELD =
  /^ +(- +)?([a-z0-9_]+): *(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\["\\])*)"|([^\s'"#[{&*!|>%@`][^#]*?)) *(?:#.*)?$/;

/** @returns the rules, or why the text is not a file of rules. */
export function readUserAgentRules(text: string): UserAgentRules | string {
  const lists = new Map<string, Map<string, string>[]>();
  let list: Map<string, string>[] | undefined;
  let fields: Map<string, string> | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const name = LIST.exec(line)?.[1];
    const field = name === undefined ? FIELD.exec(line) : null;
    if (name !== undefined) lists.set(name, (list = []));
    else if (field !== null && field[1] !== undefined) list?.push((fields = new Map()));
    else if (field === null && !NOTHING.test(line)) return `line ${index + 1} is not a rule as uap-core writes them`;
    if (field !== null) fields?.set(field[2] ?? '', scalar(field));
  }
  try {
    const [browsers = [], systems = [], devices = []] = LISTS.map((name) => lists.get(name)?.map(toRule) ?? []);
    const isWhole = [browsers, systems, devices].every((rules) => rules.length > 0);
    return isWhole ? { browsers, systems, devices } : `it must have ${LISTS.join(', ')}`;
  } catch (error) {
    return errorText(error);
  }
}

function scalar([, , , single, double, plain]: RegExpExecArray): string {
  if (single !== undefined) return single.replaceAll("''", "'");
  if (double !== undefined) return double.replaceAll(/\\(.)/g, '$1');
  return plain ?? '';
}

function toRule(fields: ReadonlyMap<string, string>): UserAgentRule {
  const expression = fields.get('regex') ?? '';
  return {
    pattern: new RegExp(expression, fields.get('regex_flag')),
    literals: requiredLiterals(expression),
    replacements: new Map([...fields].filter(([name]) => name.endsWith('_replacement'))),
  };
}
