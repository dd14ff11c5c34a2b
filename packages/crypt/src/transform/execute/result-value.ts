// Results as on-run-end sees them.
import { isKind, type Value } from '../jinja/values/value.ts';
import { makeRecord } from '../project/context/record.ts';
import { isDict } from '../project/fields.ts';
import type { ManifestNode } from '../project/manifest.ts';
import { toValue } from '../project/to-data.ts';
import type { NodeResult } from './node-result.ts';

/** @param node of the result; undefined for one that is not known any more. */
export function resultValue(result: NodeResult, node: ManifestNode | undefined): Value {
  const fields = toValue({ ...result, node: node ?? null });
  if (!isKind(fields, 'dict')) return fields;
  const inner = new Map<string, Value>();
  const timing = fields.values.get('timing');
  if (Array.isArray(timing))
    inner.set(
      'timing',
      timing.map((each) => (isDict(each) ? makeRecord(each) : each)),
    );
  const own = fields.values.get('node');
  if (own !== undefined && isDict(own)) {
    const config = own.values.get('config');
    inner.set(
      'node',
      makeRecord(own, config !== undefined && isDict(config) ? new Map([['config', makeRecord(config)]]) : new Map()),
    );
  }
  return makeRecord(fields, inner);
}
