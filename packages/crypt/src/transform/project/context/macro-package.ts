// The macros of a package as templates see them: `package.macro`, and the mapping that it is in dbt.
import { bind } from '../../jinja/values/bind.ts';
import { textOf } from '../../jinja/values/repr.ts';
import { makeObject, orElse, type ObjectType, type PyObject, type Value } from '../../jinja/values/value.ts';
import { makeFunction } from './make-function.ts';

export interface MacroPackage {
  readonly name: string;
  readonly find: (name: string) => Value | undefined;
  readonly names: () => Iterable<string>;
  /** What a macro that is not there is; undefined makes it Jinja's own. */
  readonly missing?: (name: string) => Value;
}

const PACKAGE: ObjectType<MacroPackage> = {
  name: 'MacroNamespace',
  attribute: (self, name) => self.find(name) ?? mappingMethod(self, name) ?? self.missing?.(name),
  attributeNames: (self) => [...self.names()],
  item: (self, key) => (typeof key === 'string' ? self.find(key) : undefined),
  contains: (self, key) => typeof key === 'string' && self.find(key) !== undefined,
  iterate: (self) => self.names(),
};

function mappingMethod(self: MacroPackage, name: string): Value | undefined {
  if (name === 'keys') return makeFunction(name, () => [...self.names()]);
  if (name !== 'get') return undefined;
  return makeFunction(name, (args) => {
    const [key, otherwise] = bind(args, name, ['key', 'default'], 1);
    return orElse(self.find(textOf(key ?? null)), otherwise ?? null);
  });
}

export function makeMacroPackage(macros: MacroPackage): PyObject {
  return makeObject(PACKAGE, macros);
}
