// Variables of a project: which value counts.
import { fieldOf, isDict } from '../fields.ts';
import { orElse, type Dict, type Value } from '../../jinja/values/value.ts';

export interface VarSources {
  /** Given on the command line. */
  readonly given: Dict;
  /** `vars:` of the root project. */
  readonly root: Dict;
  /** `vars:` of the package whose node asks; the root's again for one of the root. */
  readonly own: Dict;
  readonly packageName: string;
}

/** Order: the command line; the root project, below the package's name first; the package itself. Undefined: none has it. */
export function findVar(name: string, { given, root, own, packageName }: VarSources): Value | undefined {
  const found = orElse(fieldOf(given, name), scoped(root, packageName, name));
  return found === undefined && own !== root ? scoped(own, packageName, name) : found;
}

function scoped(vars: Dict, packageName: string, name: string): Value | undefined {
  const inside = fieldOf(vars, packageName);
  return orElse(isDict(inside) ? fieldOf(inside, name) : undefined, fieldOf(vars, name));
}
