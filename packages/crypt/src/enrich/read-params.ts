// The parameters of a raw event in the order of the table, and what the protocol says about them.
import { describeKey, describeShape, protocolProblem, type Problem } from './problem.ts';
import type { RawEvent } from './split/raw-event.ts';
import { PARAM_RULES, PARAM_SLOTS } from './tracker-params.ts';

/** The text of each parameter by its slot in PARAM_RULES. */
export type Values = readonly (string | undefined)[];

const NO_VALUES: Values = PARAM_RULES.map(() => undefined);
const UNKNOWN_SHOWN = 10;
/** payload_data asks for all of them in every event of a POST; any other request needs `e` only. */
const REQUIRED = ['tv', 'p', 'e'];

/** Adds to `problems` the names that are unknown, the values that are no text, and the parameters that are missing. */
export function readParams(event: RawEvent, problems: Problem[]): Values {
  const values = NO_VALUES.slice();
  const { params, strict } = event;
  let unknown: string[] | undefined;
  for (const key in params) {
    const slot = PARAM_SLOTS.get(key);
    if (slot === undefined || (strict && PARAM_RULES[slot]?.inPayloadData !== true)) {
      if (strict) (unknown ??= []).push(key);
      continue;
    }
    const value = params[key];
    if (typeof value === 'string') values[slot] = value;
    else problems.push(protocolProblem(`${key}: not a text`, describeShape(value)));
  }
  for (const [key, value] of event.overrides) {
    const slot = PARAM_SLOTS.get(key);
    if (slot !== undefined) values[slot] = value;
  }
  if (unknown !== undefined) problems.push(unknownProblem(unknown));
  for (const param of REQUIRED) {
    if ((strict || param === 'e') && isMissing(values, params, param))
      problems.push(protocolProblem(`${param}: missing`));
  }
  return values;
}

function isMissing(values: Values, params: RawEvent['params'], param: string): boolean {
  return values[PARAM_SLOTS.get(param) ?? -1] === undefined && !Object.hasOwn(params, param);
}

function unknownProblem(keys: readonly string[]): Problem {
  const shown = keys.slice(0, UNKNOWN_SHOWN).map(describeKey).join(', ');
  const more = keys.length - UNKNOWN_SHOWN;
  return protocolProblem('event: unknown parameters', more > 0 ? `${shown} and ${more} more` : shown);
}
