// The `attribute` of filters: `a.b`, `0`, `a.0.b`, several after commas.
import { lower } from '../methods/text-case.ts';
import { readItem } from '../values/member.ts';
import { textOf } from '../values/repr.ts';
import { isKind, type Value } from '../values/value.ts';

export type Getter = (value: Value) => Value;

/** @param fallback stands for what is undefined on the way. */
export function attributeGetter(attribute: Value, fallback?: Value, change: Getter = (value) => value): Getter {
  const parts = partsOf(attribute);
  return (value) => {
    let member = value;
    for (const part of parts) {
      member = readItem(member, part);
      if (fallback !== undefined && isKind(member, 'undefined')) member = fallback;
    }
    return change(member);
  };
}

function partsOf(attribute: Value): readonly Value[] {
  if (attribute === null) return [];
  if (typeof attribute === 'number') return [attribute];
  return textOf(attribute)
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** A getter of a list of keys, also of one: lists of what is undefined are equal, and so sorted. */
export function keysGetter(attribute: Value, change: Getter): Getter {
  const parts = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const getters = parts.map((part) => attributeGetter(part, undefined, change));
  return (value) => getters.map((getter) => getter(value));
}

/** Texts without their case, for sorting and comparing; others as they are. */
export function ignoreCase(value: Value): Value {
  return typeof value === 'string' ? lower(value) : value;
}
