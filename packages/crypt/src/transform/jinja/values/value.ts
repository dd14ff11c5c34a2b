// What templates compute with: Python's values, in shapes of our own. No object of JavaScript is ever reached by a name of
// a template: members are looked up in Maps that hold what a template may see.
//
//   Python      here                        Python          here
//   None        null                        tuple           { kind: 'tuple' }
//   bool        boolean                     dict            { kind: 'dict' }
//   int         number, whole and safe,     set             { kind: 'set' }
//               or bigint beyond            generator       { kind: 'iterator' }
//   float       { kind: 'float' }           function        { kind: 'function' }
//   str         string                      others          { kind: 'object' }, with a type
//   list        Value[]                     undefined       { kind: 'undefined' }

export interface Float {
  readonly kind: 'float';
  readonly value: number;
}

export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  /** Names of the members of a named tuple. */
  readonly names?: readonly string[];
}

/** What Python's hash and equality make one key: see hash-key.ts. */
export type HashKey = string | number | bigint | null | object;

/** `values` keeps the order of insertion; `keys` has the keys that are not their own hash key. */
export interface Dict {
  readonly kind: 'dict';
  readonly values: Map<HashKey, Value>;
  keys: Map<HashKey, Value> | undefined;
}

/** Members by hash key, in order of insertion, which Python's sets do not have. */
export interface PySet {
  readonly kind: 'set';
  readonly members: Map<HashKey, Value>;
}

export interface Range {
  readonly kind: 'range';
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;
}

/** keys(), values(), items(): shows the dict as it is when it is read. */
export interface View {
  readonly kind: 'view';
  readonly of: 'keys' | 'values' | 'items';
  readonly dict: Dict;
}

/** Gives its values once. */
export interface PyIterator {
  readonly kind: 'iterator';
  /** `generator`, `zip`, … */
  readonly typeName: string;
  readonly next: () => Value | undefined;
}

export interface Undefined {
  readonly kind: 'undefined';
  /** What to say when it is used. */
  readonly reason: string;
  /** Set by dbt while it parses: members and calls give it again, instead of an error. */
  readonly chains: boolean;
  /** What was probably meant; asked for when it is used. */
  readonly advise?: () => string | undefined;
}

export interface Namespace {
  readonly kind: 'namespace';
  readonly attributes: Map<string, Value>;
}

export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** A value now, or later. Only calls make later ones, and only in an asynchronous rendering. */
export type Eventual<T> = T | Promise<T>;

/** What a function learns of the rendering that calls it. */
export interface CallSite {
  /** Counts work against the limit on steps. */
  readonly step: () => void;
  /** Settings of the rendering that builtins ask for. */
  readonly policy: { readonly random: (() => number) | undefined };
  /** The time a function of the host lets the rendering wait is not the template's. */
  readonly pause: <T>(waiting: Promise<T>) => Promise<T>;
}

/** Macros, methods, and functions of the host. */
export interface PyFunction {
  readonly kind: 'function';
  readonly name: string;
  readonly call: (args: Arguments, site: CallSite) => Eventual<Value>;
  /** Members that templates see, as `name` of a macro. */
  readonly attributes?: ReadonlyMap<string, Value>;
  /** How it is printed; Python's text for methods by default. */
  readonly text?: string;
}

/** Behaviour of a kind of objects; what is absent, Python's `object` does not have either. */
export interface ObjectType<T> {
  /** As Python names it in errors: `datetime.date`, `Relation`. */
  readonly name: string;
  readonly attribute?: (self: T, name: string, object: PyObject) => Value | undefined;
  /** Names that `attribute` knows, for did-you-mean. */
  readonly attributeNames?: (self: T) => readonly string[];
  readonly setAttribute?: (self: T, name: string, value: Value) => void;
  readonly item?: (self: T, key: Value) => Value | undefined;
  readonly setItem?: (self: T, key: Value, value: Value) => void;
  readonly call?: (self: T, args: Arguments, site: CallSite) => Eventual<Value>;
  readonly text?: (self: T) => string;
  readonly repr?: (self: T) => string;
  readonly iterate?: (self: T) => Iterable<Value>;
  readonly length?: (self: T) => number;
  readonly contains?: (self: T, value: Value) => boolean;
  readonly truth?: (self: T) => boolean;
  /** Undefined: the other value is nothing this type knows. */
  readonly equals?: (self: T, other: Value) => boolean | undefined;
  /** Negative, zero, positive; undefined: cannot be ordered. */
  readonly compare?: (self: T, other: Value) => number | undefined;
  readonly hashKey?: (self: T) => HashKey;
  /** `+ - * / // % **` with the object on the left, or on the right when `isRight`. Undefined: not supported. */
  readonly binary?: (self: T, operator: string, other: Value, isRight: boolean) => Value | undefined;
  readonly negate?: (self: T) => Value;
  readonly toInt?: (self: T) => Value;
  readonly toFloat?: (self: T) => number;
  /** `{:spec}` and `|format`. */
  readonly format?: (self: T, spec: string) => string;
  /** Kinds that tests ask for. */
  readonly isMapping?: boolean;
  readonly isSequence?: boolean;
  readonly isNumber?: boolean;
  /** Value for `tojson`; absent: refused. */
  readonly toJson?: (self: T) => Value;
}

export interface PyObject {
  readonly kind: 'object';
  // A type and its data belong together: `makeObject` is the only place that joins them.
  readonly type: ObjectType<unknown>;
  readonly data: unknown;
}

/** Part of a subscript: `1:3`. */
export interface Slice {
  readonly kind: 'slice';
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Value[]
  | Float
  | Tuple
  | Dict
  | PySet
  | Range
  | View
  | PyIterator
  | Undefined
  | Namespace
  | PyFunction
  | PyObject
  | Slice;

/** The value when there is one; None is one, so `??` will not do. */
export function orElse<T>(value: Value | undefined, otherwise: T): Value | T {
  return value === undefined ? otherwise : value;
}

export const NO_NAMED: ReadonlyMap<string, Value> = new Map();

export function float(value: number): Float {
  return { kind: 'float', value };
}

export function tuple(items: readonly Value[]): Tuple {
  return { kind: 'tuple', items };
}

/** The smallest shape of a whole number. */
export function int(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** An object of a type with its data, which templates never see. */
export function makeObject<T>(type: ObjectType<T>, data: T): PyObject {
  return { kind: 'object', type: type as ObjectType<unknown>, data };
}

/** The data of an object of exactly this type; undefined for everything else. */
export function dataOf<T>(type: ObjectType<T>, value: Value): T | undefined {
  return isKind(value, 'object') && value.type === (type as ObjectType<unknown>) ? (value.data as T) : undefined;
}

type Kinded = Exclude<Value, null | boolean | number | bigint | string | readonly Value[]>;

export function isKind<K extends Kinded['kind']>(value: Value, kind: K): value is Extract<Kinded, { kind: K }> {
  return typeof value === 'object' && value !== null && (value as { kind?: string }).kind === kind;
}

export function isList(value: Value): value is Value[] {
  return Array.isArray(value);
}

export function makeUndefined(reason: string, chains = false, advise?: () => string | undefined): Undefined {
  return advise === undefined ? { kind: 'undefined', reason, chains } : { kind: 'undefined', reason, chains, advise };
}
