// `config` while a node runs: it is settled by then, so a call changes nothing.
import { bind, textArgument } from '../../jinja/values/bind.ts';
import { getItem, setItem } from '../../jinja/values/dict.ts';
import { callValue } from '../../jinja/run/call.ts';
import type { State } from '../../jinja/run/state.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { isTrue } from '../../jinja/values/truth.ts';
import {
  isKind,
  makeObject,
  NO_NAMED,
  orElse,
  type Arguments,
  type CallSite,
  type Dict,
  type Eventual,
  type ObjectType,
  type Value,
} from '../../jinja/values/value.ts';
import { makeFunction } from '../../project/context/make-function.ts';
import { dictField, fieldOf } from '../../project/fields.ts';
import { fail } from '../errors.ts';
import { placed } from './placed.ts';

interface ConfigData {
  readonly name: string;
  readonly values: Dict;
}

export function makeConfig(name: string, values: Dict): Value {
  return makeObject(CONFIG, { name, values });
}

function validated(value: Value, validator: Value | undefined, site: CallSite): Eventual<Value> {
  if (validator === undefined || validator === null) return value;
  const state = site as State;
  const result = callValue(validator, { positional: [value], named: NO_NAMED }, state.at, state);
  return result instanceof Promise ? result.then(() => value) : value;
}

function get({ values }: ConfigData, args: Arguments, site: CallSite): Eventual<Value> {
  const [key, otherwise, validator] = bind(args, 'get', ['name', 'default', 'validator'], 1);
  const found = getItem(values, textArgument(key, 'config.get'));
  return found === undefined ? orElse(otherwise, null) : validated(found, validator, site);
}

function require({ name, values }: ConfigData, args: Arguments, site: CallSite): Eventual<Value> {
  const [key, validator] = bind(args, 'require', ['name', 'validator'], 1);
  const found = getItem(values, textArgument(key, 'config.require'));
  if (found === undefined)
    throw fail('RUN_CONFIG', { reason: `'${name}' needs the configuration '${textArgument(key, 'config.require')}'` });
  return validated(found, validator, site);
}

function metaOf({ name, values }: ConfigData, args: Arguments, isRequired: boolean): Value {
  const [key, otherwise] = bind(args, 'meta_get', ['name', 'default', 'validator'], 1);
  const found = fieldOf(dictField(values, 'meta'), textArgument(key, 'config.meta_get'));
  if (found !== undefined) return found;
  if (isRequired)
    throw fail('RUN_CONFIG', { reason: `'${name}' needs '${textArgument(key, 'config.meta_require')}' in its meta` });
  return orElse(otherwise, null);
}

function persists({ values }: ConfigData, what: string): boolean {
  return isTrue(fieldOf(dictField(values, 'persist_docs'), what) ?? false);
}

const CONFIG: ObjectType<ConfigData> = {
  name: 'RuntimeConfigObject',
  call: () => '',
  attributeNames: () => [
    'get',
    'require',
    'set',
    'meta_get',
    'meta_require',
    'persist_relation_docs',
    'persist_column_docs',
  ],
  item: (self, key) => getItem(self.values, key),
  attribute: (self, name) => {
    switch (name) {
      case 'get':
        return { kind: 'function', name, call: (args, site) => get(self, args, site) };
      case 'require':
        return placed({ kind: 'function', name, call: (args, site) => require(self, args, site) });
      case 'set':
        return makeFunction(name, (args) => {
          const [key, value] = bind(args, 'set', ['name', 'value'], 2);
          setItem(self.values, key ?? null, value ?? null);
          return '';
        });
      case 'meta_get':
      case 'meta_require':
        return makeFunction(name, (args) => metaOf(self, args, name === 'meta_require'));
      case 'persist_relation_docs':
        return makeFunction(name, () => persists(self, 'relation'));
      case 'persist_column_docs':
        return makeFunction(name, () => persists(self, 'columns'));
      case 'model':
        return undefined;
      default:
        return fieldOf(self.values, name);
    }
  },
};

/** dbt's `validation.any('a', 'b')`: a function that refuses all other values. */
export const VALIDATION: Value = {
  kind: 'dict',
  keys: undefined,
  values: new Map<string, Value>([
    [
      'any',
      makeFunction('any', ({ positional: allowed }) =>
        makeFunction('validator', ({ positional: [value = null] }) => {
          if (allowed.some((one) => one === value || isKind(one, 'function'))) return null;
          throw fail('RUN_CONFIG', {
            reason: `the value '${textOf(value)}' is none of ${allowed.map(textOf).join(', ')}`,
          });
        }),
      ),
    ],
  ]),
};
